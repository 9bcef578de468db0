import { createLoad } from '../../src/load/worker-load.ts'
import { attempts, failures, mergeSamples } from '../../src/model/samples.ts'
import { observe } from '../../src/target/observe/observer.ts'
import { median } from '../median.ts'
import { connections, job, local, seconds } from '../ours/jobs.ts'
import { runJob, WORKER_URL } from '../ours/run-job.ts'
import { printGoal } from '../print/goal.ts'
import { printTable } from '../print/table.ts'
import { ratioInterval, showRatio } from '../ratio-interval.ts'
import { startObservedKnobs } from './observed-knobs.ts'

const [CONNECTIONS, STRETCH_SECONDS, CPUS] = [8, 2, 1]
/** An interval that is wide enough holds 1 whatever the observer does. */
const MOST_LOSS = 0.02

/**
 * Whether the target answers less while it is watched: stretches with and without the observer in turns, the first of a pair with it and
 * without it in turns too, so that what drifts meets both. The load runs as in a gate: in a thread of the process that watches.
 */
export async function benchEffect(pairs: number): Promise<void> {
  await using knobs = await startObservedKnobs({ count: 1, cpus: CPUS, env: ['CPU_MS=0.5'] })
  await using load = createLoad({ workerUrl: WORKER_URL })
  const shape = { endpoints: knobs.ports.map(local), path: '/', engine: 'autocannon' } as const
  const stretch = job({ ...shape, load: connections(CONNECTIONS), extent: seconds(STRETCH_SECONDS) })
  const rps = async (watched: boolean) => {
    const observer = watched ? observe(knobs.observation) : null
    try {
      const samples = await runJob(load, stretch)
      const merged = mergeSamples(samples.perRequest)
      return (attempts(merged) - failures(merged)) / samples.seconds
    } finally {
      observer?.stop()
    }
  }
  await rps(false)
  const measured: (readonly [number, number])[] = []
  for (let pair = 0; pair < pairs; pair++) {
    console.error(`effect: pair ${pair + 1} of ${pairs}`)
    const first = await rps(pair % 2 === 0)
    const second = await rps(pair % 2 !== 0)
    measured.push(pair % 2 === 0 ? [first, second] : [second, first])
  }
  print(measured)
}

function print(measured: readonly (readonly [number, number])[]): void {
  const interval = ratioInterval(measured)
  printTable([
    {
      pairs: measured.length,
      'RPS with the observer': Math.round(median(measured.map(([watched]) => watched))),
      'RPS without': Math.round(median(measured.map(([, alone]) => alone))),
      'with / without (95 %)': showRatio(interval),
    },
  ])
  printGoal(
    'the target’s RPS with the observer is not measurably lower than without',
    showRatio(interval),
    interval.high >= 1,
  )
  printGoal(
    `a loss of more than ${100 * MOST_LOSS} % of the target’s RPS is ruled out`,
    showRatio(interval),
    interval.low >= 1 - MOST_LOSS,
  )
}

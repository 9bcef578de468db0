import type { StageSamples } from '../../src/model/samples.ts'
import { startKnownServers } from '../known-servers.ts'
import { median } from '../median.ts'
import { job, local, rate, seconds } from '../ours/jobs.ts'
import { startOurs } from '../ours/start-ours.ts'
import { printGoal } from '../print/goal.ts'
import { printTable } from '../print/table.ts'
import { CORES } from './cores.ts'

const PER_SECOND = 15_000
const [WARM_UP_SECONDS, SECONDS] = [5, 4]

/** How punctual one thread of the open model is at a rate that nearly fills it. The first stage is the warm-up that every profile has. */
export async function benchOpenModel({ repeats }: { readonly repeats: number }): Promise<void> {
  console.error(`open model: ${PER_SECOND}/s, ${repeats} stages after a warm-up`)
  await using servers = await startKnownServers({ core: CORES.server })
  await servers.begin()
  const shape = { endpoints: [local(servers.port)], path: '/none', engine: 'undici', load: rate(PER_SECOND) } as const
  const stage = job({ ...shape, extent: seconds(SECONDS) })
  const jobs = [job({ ...shape, extent: seconds(WARM_UP_SECONDS) }), ...Array(repeats).fill(stage)]
  const { samples } = await startOurs(jobs, CORES.generator).output
  printTable(samples.map((one, place) => rowOf(one, place)))
  const late = median(samples.slice(1).map(({ generator }) => generator.lateP99Ms))
  const what = `open model, ${PER_SECOND}/s on one thread: p99 lateness by our own fault under 3 ms (median of ${repeats})`
  printGoal(what, `${late.toFixed(2)} ms`, late < 3)
}

function rowOf({ generator, perRequest, seconds: length }: StageSamples, place: number) {
  return {
    stage: place === 0 ? 'warm-up' : `${place}`,
    'RPS answered': Math.round(perRequest.reduce((sum, one) => sum + one.ok, 0) / length),
    'late by our fault, p99 (ms)': generator.lateP99Ms.toFixed(2),
    'waited for room': generator.waitedForRoom,
    dropped: generator.dropped,
    'CPU share': generator.cpuShare.toFixed(2),
    'loop lag, p99 (ms)': generator.loopLagP99Ms.toFixed(2),
  }
}

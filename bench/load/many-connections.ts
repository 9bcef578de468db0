import type { EngineName } from '../../src/model/config.ts'
import { failures, mergeSamples } from '../../src/model/samples.ts'
import { startKnownServers } from '../known-servers.ts'
import { connections, job, local, seconds } from '../ours/jobs.ts'
import { startOurs } from '../ours/start-ours.ts'
import { printGoal } from '../print/goal.ts'
import { printTable } from '../print/table.ts'
import { CORES } from './cores.ts'

const [CONNECTIONS, SECONDS, WINDOW_MS] = [10_000, 6, 50]
/** Within so long of the stage's start every connection is to have had its first answer, and with so much memory at most: as much as 10 000 users may take. */
const [ALL_ANSWERED_WITHIN_MS, MOST_RSS_MB] = [3000, 700]

type Seen = {
  readonly engine: EngineName
  readonly firstAnswerMs: number
  /** From the stage's start until the last connection had its first answer; not finite where one had none. */
  readonly allAnsweredMs: number
  readonly counted: number
  readonly answered: number
  readonly met: number
  readonly failed: number
  readonly peakRssMiB: number
  /** From the process's start to its end: a stage that hangs on shows here. */
  readonly processSeconds: number
}

/** Ten thousand connections flat out on the trivial server, with each engine. */
export async function benchManyConnections(): Promise<void> {
  const seen: Seen[] = []
  for (const engine of ['autocannon', 'undici'] as const) seen.push(await drive(engine))
  printTable(
    seen.map((one) => ({
      engine: one.engine,
      'first answer (ms)': Math.round(one.firstAnswerMs),
      'every connection answered (ms)': Math.round(one.allAnsweredMs),
      'answers counted (written)': `${one.counted} (${one.answered})`,
      'connections met': one.met,
      failures: one.failed,
      'process (s)': one.processSeconds.toFixed(1),
      'peak RSS (MiB)': Math.round(one.peakRssMiB),
    })),
  )
  for (const one of seen) {
    const name = `10 000 connections, ${one.engine}`
    const first = `${(one.allAnsweredMs / 1000).toFixed(2)} s for ${one.met} connections`
    const inTime = one.met === CONNECTIONS && one.allAnsweredMs <= ALL_ANSWERED_WITHIN_MS
    printGoal(`${name}: the first answer of every connection within 3 s of the stage's start`, first, inTime)
    const rssMb = one.peakRssMiB * 1.048_576
    printGoal(`${name}: RSS under ${MOST_RSS_MB} MB`, `${Math.round(rssMb)} MB`, rssMb < MOST_RSS_MB)
    const isCorrect = one.failed === 0 && one.counted === one.answered && one.met === CONNECTIONS
    const figure = `${one.counted} of ${one.answered} answers, ${one.met} connections, ${one.failed} failures`
    printGoal(`${name}: every answer counted, no failure`, figure, isCorrect)
  }
}

async function drive(engine: EngineName): Promise<Seen> {
  console.error(`connections: ${CONNECTIONS}, ${engine}`)
  await using servers = await startKnownServers({ core: CORES.server })
  await servers.begin()
  const shape = { endpoints: [local(servers.port)], path: '/none', engine, windowMs: WINDOW_MS }
  const stage = job({ ...shape, load: connections(CONNECTIONS), extent: seconds(SECONDS) })
  const begunMs = performance.now()
  const { samples, begunMs: stagesBegunMs, peakRssMiB } = await startOurs([stage], CORES.generator).output
  const processSeconds = (performance.now() - begunMs) / 1000
  const count = await servers.count()
  const [one] = samples
  const [stageBegunMs] = stagesBegunMs
  if (one === undefined || stageBegunMs === undefined) throw new Error('no samples')
  const first = one.windows.find((window) => window.ok > 0)
  const merged = mergeSamples(one.perRequest)
  return {
    engine,
    // Up to the end of the window, from the beginning of the stage.
    firstAnswerMs: first === undefined ? Number.POSITIVE_INFINITY : first.fromMs + WINDOW_MS,
    allAnsweredMs: (count.lastServedMs ?? Number.NaN) - stageBegunMs,
    counted: merged.ok,
    answered: count.answered,
    met: count.served,
    failed: failures(merged),
    peakRssMiB,
    processSeconds,
  }
}

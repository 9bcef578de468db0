import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineName } from '../../src/model/config.ts'
import { type KnownServers, startKnownServers } from '../known-servers.ts'
import { median } from '../median.ts'
import { connections, job, local, seconds } from '../ours/jobs.ts'
import { startOurs } from '../ours/start-ours.ts'
import { printGoal } from '../print/goal.ts'
import { printTable } from '../print/table.ts'
import { cpuMs, peakRssMiB } from '../process-figures.ts'
import { meanInterval, ratioInterval, showMean, showRatio } from '../ratio-interval.ts'
import type { Count } from '../servers/record.ts'
import { startTool } from '../tools/start-tool.ts'
import { installedTools } from '../tools/tools.ts'
import { CORES } from './cores.ts'

const [CONNECTIONS, SECONDS] = [50, 6]
/** Nobody is held back to a rate. */
const SHAPE = { connections: CONNECTIONS, seconds: SECONDS, ratePerSecond: Number.POSITIVE_INFINITY }
/** The time for a generator to become hot, and the time before its end in which nothing is looked at any more. */
const [HEATING_MS, MEASURED_MS] = [2000, 3000]
const STARTS_WITHIN_MS = 20_000

type Runner = {
  readonly name: string
  start(servers: KnownServers): { readonly pid: number; readonly output: Promise<unknown> }
}
/** `tools`: how the names of those begin that stand beside ours; without it all that are there. */
export type ThroughputGiven = { readonly repeats: number; readonly tools: readonly string[] | undefined }
type Figures = { readonly perCpuSecond: number; readonly rps: number; readonly peakRssMiB: number }

/** Every generator flat out against the same trivial server, one after the other, in one core of its own: what it makes of a second of CPU. */
export async function benchThroughput({ repeats, tools }: ThroughputGiven): Promise<void> {
  await using servers = await startKnownServers({ core: CORES.server })
  const theirs = installedTools({ names: tools, sends: 'flat-out' }).map((tool): Runner => {
    const start = ({ urlOf }: KnownServers) => startTool(tool, { ...SHAPE, url: urlOf('/none') }, CORES.generator)
    return { name: tool.name, start }
  })
  const runners = [ours('autocannon'), ours('undici'), ...theirs]
  const figures = new Map<string, Figures[]>(runners.map(({ name }) => [name, []]))
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const runner of runners) {
      console.error(`throughput, repeat ${repeat} of ${repeats}: ${runner.name}`)
      figures.get(runner.name)?.push(await measure(runner, servers))
    }
  }
  print(figures)
}

function ours(engine: EngineName): Runner {
  return {
    name: `perf-gate, ${engine}`,
    start: ({ port }) => {
      const shape = { endpoints: [local(port)], path: '/none', extent: seconds(SECONDS) }
      return startOurs([job({ ...shape, engine, load: connections(CONNECTIONS) })], CORES.generator)
    },
  }
}

/** The figures of the hot stretch in the middle: what starting up takes is no matter of throughput. Answers are counted by the server. */
async function measure(runner: Runner, servers: KnownServers): Promise<Figures> {
  await servers.begin()
  const { pid, output } = runner.start(servers)
  const isOver = output.then(() => true)
  await Promise.race([firstAnswer(servers), isOver])
  await sleep(HEATING_MS)
  const from = await look(servers, pid)
  await sleep(MEASURED_MS)
  const to = await look(servers, pid)
  const peak = peakRssMiB(pid)
  await isOver
  const rps = ((to.count.answered - from.count.answered) / (to.count.atMs - from.count.atMs)) * 1000
  const cpuShare = (to.cpu - from.cpu) / (to.atMs - from.atMs)
  return { perCpuSecond: rps / cpuShare, rps, peakRssMiB: peak }
}

async function firstAnswer(servers: KnownServers): Promise<void> {
  for (let waitedMs = 0; (await servers.count()).answered === 0; waitedMs += 20) {
    if (waitedMs > STARTS_WITHIN_MS) throw new Error('a generator sent nothing')
    await sleep(20)
  }
}

async function look(servers: KnownServers, pid: number): Promise<{ count: Count; cpu: number; atMs: number }> {
  const count = await servers.count()
  return { count, cpu: cpuMs(pid), atMs: performance.now() }
}

const YARDSTICK = 'autocannon'

function print(figures: ReadonlyMap<string, readonly Figures[]>): void {
  const ratios = new Map([...figures].map(([name, own]) => [name, ratioTo(own, figures.get(YARDSTICK) ?? [])]))
  printTable(
    [...figures].map(([name, own]) => ({
      generator: name,
      'RPS per CPU second (95 %)': showMean(meanInterval(own.map((one) => one.perCpuSecond))),
      'against autocannon (95 %)': showRatio(ratios.get(name) ?? { ratio: Number.NaN, low: 0, high: 0 }),
      RPS: Math.round(median(own.map((one) => one.rps))),
      'peak RSS (MiB)': Math.round(median(own.map((one) => one.peakRssMiB))),
    })),
  )
  const least = { autocannon: 0.95, undici: 1 }
  for (const [engine, bound] of Object.entries(least)) {
    const found = ratios.get(`perf-gate, ${engine}`)
    if (found === undefined) continue
    const what = `${engine} engine, RPS per CPU second at least ${bound} of the autocannon command line`
    printGoal(what, showRatio(found), found.ratio >= bound)
  }
}

/** Pairs of the same repeat, which the same noise has met. */
function ratioTo(own: readonly Figures[], yardstick: readonly Figures[]) {
  return ratioInterval(
    own.map(({ perCpuSecond }, repeat) => [perCpuSecond, yardstick[repeat]?.perCpuSecond ?? Number.NaN]),
  )
}

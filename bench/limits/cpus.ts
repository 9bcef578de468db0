import { availableParallelism } from 'node:os'
import { buildImage } from '../../fixtures/images.ts'
import { targetSpec } from '../../fixtures/specs.ts'
import { createLoad } from '../../src/load/worker-load.ts'
import { throttledShare } from '../../src/model/metrics/metric-figures.ts'
import { mergeSamples } from '../../src/model/samples.ts'
import { WORKER_URL } from '../ours/run-job.ts'
import { printGoal } from '../print/goal.ts'
import { printTable } from '../print/table.ts'
import { cpuSeconds, middle, otherCores, p95Ms, rps } from './figures.ts'
import { type Measured, measureTarget } from './measure-target.ts'

/** 2 CPUs need a core besides, for the generator. */
const LIMITS = [0.5, 1, 2].filter((cpus) => cpus < availableParallelism())
/** Enough to keep it busy. More would make its threads fight for Python's lock, which is no matter of limits. */
const CONNECTIONS = 2
const MOST_DISAGREEMENT = 0.02
/** A quota is granted per period of 100 ms, and a stage does not begin with one. */
const MOST_OVER_LIMIT = 0.05
/** A start alone moves RPS by some percent. */
const SAME = 0.15

/** RPS, latency, throttling and CPU per request under CPU limits, and the CPU figure against the kernel's own counter. */
export async function benchCpus({ seconds, repeats }: { readonly seconds: number; readonly repeats: number }) {
  const image = await buildImage('covertype')
  await using load = createLoad({ workerUrl: WORKER_URL })
  const measured = new Map<number, Measured[]>(LIMITS.map((cpus) => [cpus, []]))
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const [cpus, runs] of measured) {
      console.error(`${cpus} CPU, ${repeat} of ${repeats}`)
      const spec = targetSpec({
        image,
        cpus,
        pull: 'never',
        ready: { path: '/health', status: 'any', withinMs: 60_000 },
      })
      runs.push(await measureTarget(spec, { load, connections: CONNECTIONS, seconds }))
    }
  }
  print(measured)
}

function print(measured: ReadonlyMap<number, readonly Measured[]>): void {
  printTable(
    [...measured].map(([cpus, runs]) => ({
      'CPU limit': cpus,
      RPS: middle(runs, rps).toFixed(1),
      'RPS per CPU of the limit': (middle(runs, rps) / cpus).toFixed(1),
      'p95 (ms)': middle(runs, p95Ms).toFixed(1),
      'CPUs in use': middle(runs, cores).toFixed(3),
      throttled: `${(100 * middle(runs, stopped)).toFixed(1)} %`,
      'CPU per request (ms)': middle(runs, cpuPerRequestMs).toFixed(3),
      'CPU figure / kernel': agreements(runs)
        .map((ratio) => ratio.toFixed(4))
        .join(', '),
      'other programs (CPUs)': middle(runs, otherCores).toFixed(2),
    })),
  )
  for (const [cpus, runs] of measured) {
    const most = Math.max(...runs.map(cores)) / cpus
    printGoal(`the target keeps to ${cpus} CPU`, `${(100 * most).toFixed(1)} % of it`, most <= 1 + MOST_OVER_LIMIT)
  }
  printFollows(measured)
  const apart = [...measured.values()].flatMap(agreements).map((ratio) => Math.abs(ratio - 1))
  const worst = apart.length === 0 ? Number.NaN : Math.max(...apart)
  printGoal(
    'the CPU figure agrees with the kernel’s own counter within 2 %',
    `${(100 * worst).toFixed(2)} % apart at most`,
    worst <= MOST_DISAGREEMENT,
  )
}

/** Each limit against the smallest. */
function printFollows(measured: ReadonlyMap<number, readonly Measured[]>): void {
  const [least, ...others] = [...measured]
  if (least === undefined) return
  for (const [cpus, runs] of others) {
    const factor = cpus / least[0]
    const grown = middle(runs, rps) / middle(least[1], rps)
    const what = `RPS follows the limit: ${cpus} CPU give ${factor} times what ${least[0]} CPU give, within ${100 * SAME} %`
    printGoal(what, `${grown.toFixed(2)} times`, Math.abs(grown / factor - 1) <= SAME)
  }
}

function cores(one: Measured): number {
  return (1000 * cpuSeconds(one)) / one.figures.ms
}

function stopped({ figures }: Measured): number {
  return throttledShare(figures.replicas) ?? Number.NaN
}

function cpuPerRequestMs(one: Measured): number {
  return (1000 * cpuSeconds(one)) / mergeSamples(one.samples.perRequest).ok
}

function agreements(runs: readonly Measured[]): readonly number[] {
  return runs.flatMap((one) => (one.kernelSeconds === null ? [] : [cpuSeconds(one) / one.kernelSeconds]))
}

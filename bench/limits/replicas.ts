import { buildImage } from '../../fixtures/images.ts'
import { proxyOf, targetSpec } from '../../fixtures/specs.ts'
import { createLoad } from '../../src/load/worker-load.ts'
import { replicaParts } from '../../src/model/causes/imbalance.ts'
import type { Readiness, TargetSpec } from '../../src/model/config.ts'
import { throttledShare } from '../../src/model/metrics/metric-figures.ts'
import { failures, mergeSamples } from '../../src/model/samples.ts'
import { median } from '../median.ts'
import { WORKER_URL } from '../ours/run-job.ts'
import { printGoal } from '../print/goal.ts'
import { printTable } from '../print/table.ts'
import { cpuSeconds, middle, otherCores, p95Ms, rps, showShares } from './figures.ts'
import { type Measured, measureTarget } from './measure-target.ts'

const COUNTS = [1, 2, 3] as const
/** Of each replica, however many there are: with the same number for all of them together, one replica alone would have the longest queue. */
const CONNECTIONS_EACH = 12
const CPUS = 0.3
const NGINX = { cpus: 0.5, memoryBytes: 128 * 1024 ** 2 }
/** Where the nginx fixture looks for the replicas. */
const PORT = 8080
/** So much less than their number times one replica is taken for the same. */
const LESS = 0.15
/** No replica may have this much more than an even share. */
const UNEVEN = 0.2

type Case = { readonly balancer: 'client' | 'nginx'; readonly replicas: number; readonly runs: Measured[] }

/** What more replicas under one CPU limit each give, with the generator's own balancing and through nginx. */
export async function benchReplicas({ seconds, repeats }: { readonly seconds: number; readonly repeats: number }) {
  const [image, nginx] = [await buildImage('covertype'), await buildImage('nginx')]
  await using load = createLoad({ workerUrl: WORKER_URL })
  const cases = COUNTS.flatMap((replicas): Case[] => [
    { balancer: 'client', replicas, runs: [] },
    { balancer: 'nginx', replicas, runs: [] },
  ])
  for (let repeat = 1; repeat <= repeats; repeat++) {
    for (const { balancer, replicas, runs } of cases) {
      console.error(`${replicas} replica(s), ${balancer}, ${repeat} of ${repeats}`)
      const spec = specOf(image, replicas, balancer === 'nginx' ? nginx : null)
      runs.push(await measureTarget(spec, { load, connections: replicas * CONNECTIONS_EACH, seconds }))
    }
  }
  print(cases)
}

function specOf(image: string, replicas: number, nginx: string | null): TargetSpec {
  const ready: Readiness = { path: '/health', status: [{ from: 200, to: 299 }], withinMs: 120_000 }
  return targetSpec({
    image,
    replicas,
    port: PORT,
    command: ['uvicorn', 'app:app', '--host', '0.0.0.0', '--port', `${PORT}`, '--no-access-log'],
    cpus: CPUS,
    pull: 'never',
    ready,
    balancer:
      nginx === null
        ? { kind: 'client' }
        : proxyOf(targetSpec({ image: nginx, port: PORT, pull: 'never', ready, ...NGINX })),
  })
}

function print(cases: readonly Case[]): void {
  printTable(
    cases.map(({ balancer, replicas, runs }) => ({
      balancer,
      replicas,
      RPS: middle(runs, rps).toFixed(1),
      'p95 (ms)': middle(runs, p95Ms).toFixed(1),
      failures: runs.reduce((sum, { samples }) => sum + failures(mergeSamples(samples.perRequest)), 0),
      'CPUs in use': middle(runs, (one) => (1000 * cpuSeconds(one)) / one.figures.ms).toFixed(3),
      throttled: `${(100 * middle(runs, ({ figures }) => throttledShare(figures.replicas) ?? Number.NaN)).toFixed(1)} %`,
      'share of answers': showShares(parts(replicas, runs).map(({ answers }) => answers)),
      'share of CPU': showShares(parts(replicas, runs).map(({ cpu }) => cpu)),
      'nginx CPUs': balancer === 'client' ? '' : middle(runs, balancerCores).toFixed(3),
      'other programs (CPUs)': middle(runs, otherCores).toFixed(2),
    })),
  )
  for (const balancer of ['client', 'nginx'] as const) {
    const own = cases.filter((one) => one.balancer === balancer)
    printGrowth(balancer, own)
    printEvenness(balancer, own)
  }
}

/** Each number of replicas against one. More is no fault: where a core is never idle, a CPU second does more (the table shows both). */
function printGrowth(balancer: Case['balancer'], [one, ...others]: readonly Case[]): void {
  if (one === undefined) return
  for (const { replicas, runs } of others) {
    const grown = median(runs.map((run, index) => rps(run) / rps(one.runs[index] ?? run)))
    const what = `${replicas} replicas (${balancer}) give ${replicas} times the RPS of one, or more (within ${100 * LESS} %)`
    printGoal(what, `${grown.toFixed(2)} times`, grown / replicas >= 1 - LESS)
  }
}

function printEvenness(balancer: Case['balancer'], cases: readonly Case[]): void {
  const excess = cases
    .filter(({ replicas }) => replicas > 1)
    .flatMap(({ replicas, runs }) =>
      parts(replicas, runs).map(({ answers, cpu }) => (answers ?? cpu ?? Number.NaN) * replicas - 1),
    )
  const most = Math.max(...excess)
  const what = `no replica (${balancer}) has ${100 * UNEVEN} % more than an even share`
  printGoal(what, `${(100 * most).toFixed(1)} % more at most`, most <= UNEVEN)
}

function parts(replicas: number, runs: readonly Measured[]) {
  return replicaParts({ runs, samples: runs.map(({ samples }) => samples) }, replicas)
}

function balancerCores({ figures }: Measured): number {
  return (1000 * (figures.balancer?.cpuSeconds ?? Number.NaN)) / figures.ms
}

import { cpuPerRequest } from '../metrics/metric-figures.ts'
import { METRICS, printValue } from '../metrics/metrics.ts'
import { type Summary, summarize } from '../metrics/summary.ts'
import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, poolRuns, type StageRun, stageRuns } from '../result/views.ts'
import type { ContainerFigures } from '../target-figures.ts'
import { formatBytes, formatCores, formatShare } from '../units.ts'
import type { Column, Row, Section } from './report.ts'
import { replicaTable } from './report-replicas.ts'

const COLUMNS: readonly Column[] = [
  { title: 'Stage', align: 'left' },
  { title: 'Of', align: 'left' },
  { title: 'CPU', align: 'right' },
  { title: 'CPU per request', align: 'right' },
  { title: 'Throttled', align: 'right' },
  { title: 'Memory peak', align: 'right' },
  { title: 'Working set', align: 'right' },
  { title: 'Cache', align: 'right' },
  { title: 'OOM kills', align: 'right' },
  { title: 'Restarts', align: 'right' },
  { title: 'Network in, out', align: 'right' },
  { title: 'Disk read, written', align: 'right' },
  { title: 'Processes', align: 'right' },
]

/** What the target's containers did in each measured stage, and what each replica had of it. */
export function targetSections(result: Result): readonly Section[] {
  const stages = measuredStages(result.plan).map(({ name }) => ({ name, runs: stageRuns(result, 'candidate', name) }))
  const rows = stages.flatMap(({ name, runs }) => stageRows(result, name, runs))
  return [{ kind: 'table', title: 'What the target did', columns: COLUMNS, rows }, replicaTable(result, stages)]
}

/** One row: some containers of a stage, and what they are held to together (CPU) and each (memory, processes). */
type Line = {
  readonly name: string
  readonly summary: Summary
  /** CPU time for each good answer, in words. */
  readonly perRequest: string
  readonly cpus: number
  readonly memoryBytes: number
  readonly pids: number | null
}

function stageRows({ plan }: Result, stage: string, runs: readonly StageRun[]): readonly Row[] {
  const target = summarizeRuns(runs, ({ replicas }) => replicas)
  const proxy = summarizeRuns(runs, ({ balancer }) => (balancer === null ? [] : [balancer]))
  const rows: Row[] = []
  if (target !== null) {
    const metric = METRICS['cpu-per-request']
    rows.push(
      row(stage, {
        name: plan.replicas === 1 ? 'the container' : `${plan.replicas} replicas`,
        summary: target,
        perRequest: printValue(metric, cpuPerRequest(poolRuns(runs))),
        cpus: plan.cpus * plan.replicas,
        memoryBytes: plan.memoryBytes,
        pids: runs[0]?.start.limits.pids ?? null,
      }),
    )
  }
  if (proxy !== null && plan.balancer !== null) {
    const { cpus, memoryBytes } = plan.balancer
    rows.push(row(stage, { name: 'balancer', summary: proxy, perRequest: '', cpus, memoryBytes, pids: null }))
  }
  return rows
}

function summarizeRuns(
  runs: readonly StageRun[],
  pick: (figures: NonNullable<StageRun['figures']>) => readonly ContainerFigures[],
): Summary | null {
  return summarize(
    runs.flatMap(({ figures }) => (figures === null ? [] : [{ ms: figures.ms, containers: pick(figures) }])),
  )
}

function row(stage: string, { name, summary, perRequest, ...limits }: Line): Row {
  const texts = [
    name,
    `${formatCores(summary.cores)} of ${formatCores(limits.cpus)} CPU`,
    perRequest,
    summary.throttledShare === null ? 'no quota' : formatShare(summary.throttledShare),
    summary.peakBytes === null
      ? 'not known'
      : `${formatBytes(summary.peakBytes)} of ${formatBytes(limits.memoryBytes)}`,
    formatBytes(summary.workingSetBytes),
    formatBytes(summary.cacheBytes),
    String(summary.oomKills),
    String(summary.restarts),
    twoRates(summary.received, summary.sent),
    twoRates(summary.read, summary.written),
    summary.mostPids === null ? 'not known' : `${summary.mostPids}${limits.pids === null ? '' : ` of ${limits.pids}`}`,
  ]
  return { mark: null, cells: [words`${outside(stage)}`, ...texts.map((text): Words => words`${text}`)] }
}

function twoRates(one: number | null, other: number | null): string {
  return one === null || other === null ? 'not known' : `${formatBytes(one)}/s, ${formatBytes(other)}/s`
}

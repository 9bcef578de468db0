import { findImbalance, type ReplicaPart, replicaParts } from '../causes/imbalance.ts'
import { replicaSummary } from '../metrics/summary.ts'
import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import type { StageRun } from '../result/views.ts'
import { mergeLatencies, percentile } from '../samples.ts'
import { formatBytes, formatCores, formatMs, formatShare } from '../units.ts'
import type { Column, Row, Section } from './report.ts'

const COLUMNS: readonly Column[] = [
  { title: 'Stage', align: 'left' },
  { title: 'Replica', align: 'right' },
  { title: 'Answers', align: 'right' },
  { title: 'p95', align: 'right' },
  { title: 'CPU', align: 'right' },
  { title: 'Throttled', align: 'right' },
  { title: 'Memory peak', align: 'right' },
  { title: 'Note', align: 'left' },
]

type StageRuns = { readonly name: string; readonly runs: readonly StageRun[] }

/** What each of several replicas had of each stage; empty where there is one. The busiest is named where the load is uneven. */
export function replicaTable({ plan }: Result, stages: readonly StageRuns[]): Section {
  const rows = plan.replicas === 1 ? [] : stages.flatMap((stage) => stageRows(stage, plan.replicas))
  return { kind: 'table', title: 'Replicas', columns: COLUMNS, rows }
}

function stageRows({ name, runs }: StageRuns, replicas: number): readonly Row[] {
  if (runs.length === 0) return []
  const parts = replicaParts({ runs, samples: runs.map(({ samples }) => samples) }, replicas)
  const uneven = findImbalance(parts)
  return parts.map((part): Row => {
    const note =
      uneven?.replica === part.replica
        ? `uneven: ${formatShare(uneven.share / uneven.evenShare - 1)} more ${uneven.of} than an even share`
        : ''
    const texts = [
      `${part.replica} of ${replicas}`,
      part.answers === null ? 'not known' : formatShare(part.answers),
      part.answers === null ? 'not known' : latency(part, runs),
      ...figureTexts(part, runs),
      note,
    ]
    return { mark: null, cells: [words`${outside(name)}`, ...texts.map((text): Words => words`${text}`)] }
  })
}

/** Over the replica's good answers. */
function latency({ replica }: ReplicaPart, runs: readonly StageRun[]): string {
  const own = runs.flatMap(({ samples }) => samples.perReplica.filter((one) => one.replica === replica))
  const p95 = percentile({ histogram: mergeLatencies(own), timeouts: 0, timeoutMs: 0 }, 95)
  return p95.state === 'value' ? formatMs(p95.ms) : 'no data'
}

function figureTexts({ replica }: ReplicaPart, runs: readonly StageRun[]): readonly string[] {
  const summary = replicaSummary(runs, replica)
  if (summary === null) return ['no data', 'no data', 'no data']
  return [
    `${formatCores(summary.cores)} CPU`,
    summary.throttledShare === null ? 'no quota' : formatShare(summary.throttledShare),
    summary.peakBytes === null ? 'not known' : formatBytes(summary.peakBytes),
  ]
}

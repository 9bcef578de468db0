import type { Side, Stage } from './config.ts'
import type { PairedCell } from './decide-pairs.ts'
import type { MetricId } from './metric-id.ts'
import { appliesTo, METRICS, type Metric } from './metrics.ts'
import { type Words, words } from './outside.ts'
import type { Result } from './result.ts'
import { attempts } from './samples.ts'
import type { StageView } from './stage-view.ts'
import { numeric, type Value } from './value.ts'
import { measuredStages, pooledView, stageViews, startupTimes } from './views.ts'

/** All that a comparison is made from. */
export type PairInput = Pick<Result, 'plan' | 'evidence' | 'asked'>

/** One metric of one stage (`null`: of the starts), compared round by round. */
export type Cell = {
  readonly stage: string | null
  readonly metric: Metric
  /** How much worse is allowed, as a share. */
  readonly tolerance: number
  /** Whether it decides; one that is only shown has the tolerance that it would have. */
  readonly gating: boolean
  readonly candidate: Value
  readonly baseline: Value
  /** The metric that was asked for: another one where there are too few requests for it. */
  readonly asked: MetricId
  /** `null` where a round has no such number. */
  readonly pairs: PairedCell | null
  /** Why this metric and not the one that was named. */
  readonly instead: Words | null
}

/** A percentile says something from this many requests a round on. */
const REQUESTS_FOR: Readonly<Partial<Record<MetricId, number>>> = { p99: 2000, p95: 400, p90: 150, p50: 0 }

/** CPU per request has no noise from waiting, so it is shown beside the rest also where nobody asked; a change of this size is worth a look. */
const CPU_TOLERANCE = 0.05

/** Every comparison of a paired run, in the order of the plan. The evidence holds only rounds with both sides. */
export function pairCells(input: PairInput): readonly Cell[] {
  const stages = measuredStages(input.plan)
  const scheduled = stages.some(({ load }) => load.model === 'rate')
  const cells = stages.flatMap((stage) => [
    ...askedCells(input, stage, scheduled),
    ...(input.asked.tolerance['cpu-per-request'] === undefined
      ? [
          stageCell(input, stage, METRICS['cpu-per-request'], CPU_TOLERANCE, {
            gating: false,
            asked: 'cpu-per-request',
            instead: null,
          }),
        ]
      : []),
  ])
  return [...cells, ...startCells(input)]
}

function askedCells(input: PairInput, stage: Stage, scheduled: boolean): readonly Cell[] {
  return Object.entries(input.asked.tolerance).flatMap(([id, tolerance]): Cell[] => {
    const metric = METRICS[id as MetricId]
    if (metric.kind !== 'number' && metric.kind !== 'figure') return []
    // Waiting in a closed loop follows from its RPS (Little's law): it is compared where callers come on a schedule, if there is such a stage.
    if (!appliesTo(metric, stage.load)) return []
    if (isLatency(metric.id) && scheduled && stage.load.model !== 'rate') return []
    const { used, instead } = enoughRequests(input, stage, metric)
    return [stageCell(input, stage, used, tolerance, { gating: true, asked: metric.id, instead })]
  })
}

function isLatency(id: MetricId): boolean {
  return id in REQUESTS_FOR
}

/** The percentile that the requests of the first round allow: fixed before anything is compared. */
function enoughRequests(
  input: PairInput,
  stage: Stage,
  metric: Metric,
): { readonly used: Metric; readonly instead: Words | null } {
  const wanted = REQUESTS_FOR[metric.id] ?? 0
  const seen = Math.min(
    ...(['candidate', 'baseline'] as const).map((side) => firstRoundRequests(input, side, stage.name)),
  )
  if (seen >= wanted) return { used: metric, instead: null }
  const used = seen >= (REQUESTS_FOR.p90 ?? 0) && metric.id !== 'p90' ? METRICS.p90 : METRICS.p50
  return { used, instead: words`${used.label} instead of ${metric.label}: ${seen} requests a round` }
}

function firstRoundRequests(input: PairInput, side: Side, stage: string): number {
  const first = stageViews(input, side, stage)[0]
  return first === undefined ? 0 : attempts(first.merged)
}

type Role = Pick<Cell, 'gating' | 'asked' | 'instead'>

function stageCell(input: PairInput, stage: Stage, metric: Metric, tolerance: number, role: Role): Cell {
  const read = (view: StageView): Value =>
    metric.kind === 'number' || metric.kind === 'figure' ? metric.of(view) : { state: 'none', why: 'not-run' }
  const values = (side: Side) => stageViews(input, side, stage.name).map((view) => numeric(read(view)))
  return {
    stage: stage.name,
    metric,
    tolerance,
    ...role,
    candidate: read(pooledView(input, 'candidate', stage.name)),
    baseline: read(pooledView(input, 'baseline', stage.name)),
    pairs: pair(metric, tolerance, values('candidate'), values('baseline')),
  }
}

function startCells(input: PairInput): readonly Cell[] {
  const tolerance = input.asked.tolerance.startup
  if (tolerance === undefined) return []
  const [candidate, baseline] = [startupTimes(input, 'candidate'), startupTimes(input, 'baseline')]
  const mean = (times: readonly number[]): Value =>
    times.length === 0
      ? { state: 'none', why: 'not-run' }
      : { state: 'value', value: times.reduce((sum, time) => sum + time, 0) / times.length }
  const cell = {
    stage: null,
    metric: METRICS.startup,
    tolerance,
    gating: true,
    asked: 'startup' as const,
    instead: null,
  }
  return [
    {
      ...cell,
      candidate: mean(candidate),
      baseline: mean(baseline),
      pairs: pair(METRICS.startup, tolerance, candidate, baseline),
    },
  ]
}

/** Log ratios of the rounds, turned so that more is worse; the tolerance alike. */
function pair(
  metric: Metric,
  tolerance: number,
  candidate: readonly (number | null)[],
  baseline: readonly (number | null)[],
): PairedCell | null {
  const worse = metric.better === 'lower' ? 1 : -1
  const logRatios = candidate.map(
    (now, place) => worse * Math.log((now ?? Number.NaN) / (baseline[place] ?? Number.NaN)),
  )
  if (candidate.length !== baseline.length || !logRatios.every(Number.isFinite)) return null
  return { logRatios, allowed: allowedLog(metric, tolerance) }
}

/** The tolerance as a logarithm of "worse by": 5 % fewer answers is ln(1 / 0.95), 5 % more latency ln(1.05). */
export function allowedLog({ better }: Pick<Metric, 'better'>, tolerance: number): number {
  return better === 'higher' ? -Math.log1p(-tolerance) : Math.log1p(tolerance)
}

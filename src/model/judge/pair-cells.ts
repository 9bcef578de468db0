import type { Side, Stage } from '../config.ts'
import type { MetricId } from '../metrics/metric-id.ts'
import { METRICS, type Metric } from '../metrics/metrics.ts'
import type { StageView } from '../metrics/stage-view.ts'
import { knownValue, noValue, type Value } from '../metrics/value.ts'
import type { Words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, poolRuns, readyRounds, stageRuns, stageViews, startupTimes } from '../result/views.ts'
import { attempts } from '../samples.ts'
import { comparedStages } from './compared-stages.ts'
import type { Gap, PairedCell } from './decide-pairs.ts'
import { type AskedMetric, isPercentile, withEnoughRequests } from './enough-requests.ts'

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
  readonly pairs: PairedCell
  /** Why this metric and not the one that was named. */
  readonly instead: Words | null
}

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
  const asked = Object.entries(input.asked.tolerance).flatMap(([id, tolerance]): AskedMetric[] => {
    const metric = METRICS[id as MetricId]
    if (!comparedStages(input.plan, metric).includes(stage)) return []
    // Waiting in a closed loop follows from its RPS (Little's law): it is compared where callers come on a schedule, if there is such a stage.
    if (isPercentile(metric.id) && scheduled && stage.load.model !== 'rate') return []
    return [{ metric, tolerance }]
  })
  return withEnoughRequests(asked, fewestRequests(input, stage)).map(({ metric, tolerance, ...role }) =>
    stageCell(input, stage, metric, tolerance, { gating: true, ...role }),
  )
}

/** Requests that the first round allows a percentile to be chosen by: fixed before anything is compared. */
function fewestRequests(input: PairInput, stage: Stage): number {
  return Math.min(...(['candidate', 'baseline'] as const).map((side) => firstRoundRequests(input, side, stage.name)))
}

function firstRoundRequests(input: PairInput, side: Side, stage: string): number {
  const first = stageViews(input, side, stage)[0]
  return first === undefined ? 0 : attempts(first.merged)
}

type Role = Pick<Cell, 'gating' | 'asked' | 'instead'>

function stageCell(input: PairInput, stage: Stage, metric: Metric, tolerance: number, role: Role): Cell {
  const read = (view: StageView): Value =>
    metric.kind === 'number' || metric.kind === 'figure' ? metric.of(view) : { state: 'none', why: 'not-run' }
  const runs = (side: Side) => stageRuns(input, side, stage.name)
  const values = (side: Side) => new Map(runs(side).map((run) => [run.round, read(poolRuns([run]))]))
  // A round that was not watched is left out, and does not hide the others.
  const pooled = (side: Side) =>
    read(poolRuns(runs(side).filter(({ figures }) => metric.kind !== 'figure' || figures !== null)))
  return {
    stage: stage.name,
    metric,
    tolerance,
    ...role,
    candidate: pooled('candidate'),
    baseline: pooled('baseline'),
    pairs: pairUp(input, metric, tolerance, values),
  }
}

function startCells(input: PairInput): readonly Cell[] {
  const tolerance = input.asked.tolerance.startup
  if (tolerance === undefined) return []
  const mean = (times: readonly number[]): Value =>
    times.length === 0 ? noValue('not-run') : knownValue(times.reduce((sum, time) => sum + time, 0) / times.length)
  const values = (side: Side) =>
    new Map(readyRounds(input, side).map(({ round, start }) => [round, knownValue(start.startupMs)]))
  return [
    {
      stage: null,
      metric: METRICS.startup,
      tolerance,
      gating: true,
      asked: 'startup',
      instead: null,
      candidate: mean(startupTimes(input, 'candidate')),
      baseline: mean(startupTimes(input, 'baseline')),
      pairs: pairUp(input, METRICS.startup, tolerance, values),
    },
  ]
}

/** Log ratios of the rounds, turned so that more is worse; the tolerance alike. A round that has none is a gap, in that place. */
function pairUp(
  { evidence }: PairInput,
  metric: Metric,
  tolerance: number,
  values: (side: Side) => ReadonlyMap<number, Value>,
): PairedCell {
  const worse = metric.better === 'lower' ? 1 : -1
  const [candidate, baseline] = [values('candidate'), values('baseline')]
  const logRatios: number[] = []
  const gaps: Gap[] = []
  for (const [place, { round }] of evidence.entries()) {
    const [now, before] = [candidate, baseline].map((side) => sizeOf(metric, side.get(round)))
    if (typeof now === 'number' && typeof before === 'number') logRatios.push(worse * Math.log(now / before))
    else gaps.push({ place, round, why: whyNot(now, before) })
  }
  return { logRatios, allowed: allowedLog(metric, tolerance), gaps }
}

type Size = number | 'beyond' | 'not-known'

/** A number that has a logarithm; `beyond`: a timeout, or no good answer at all, which is worse than any number. */
function sizeOf({ better }: Metric, value: Value | undefined): Size {
  if (value === undefined) return 'not-known'
  if (value.state === 'beyond') return 'beyond'
  if (value.state === 'none') return value.why === 'no-success' ? 'beyond' : 'not-known'
  if (value.value > 0) return value.value
  return better === 'higher' ? 'beyond' : 'not-known'
}

function whyNot(now: Size | undefined, before: Size | undefined): Gap['why'] {
  if (now === 'beyond' && before === 'beyond') return 'both-beyond'
  if (now === 'beyond' && typeof before === 'number') return 'candidate-beyond'
  if (before === 'beyond' && typeof now === 'number') return 'baseline-beyond'
  return 'not-known'
}

/** The tolerance as a logarithm of "worse by": 5 % fewer answers is ln(1 / 0.95), 5 % more latency ln(1.05). */
export function allowedLog({ better }: Pick<Metric, 'better'>, tolerance: number): number {
  return better === 'higher' ? -Math.log1p(-tolerance) : Math.log1p(tolerance)
}

/** Back from it: 0.05 of what is lower where that is better is 5 % more, else 4.9 % fewer. */
export function allowedShare({ better }: Pick<Metric, 'better'>, log: number): number {
  return better === 'higher' ? -Math.expm1(-log) : Math.expm1(log)
}

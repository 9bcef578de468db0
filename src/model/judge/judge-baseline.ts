import { stageDoubt } from '../doubt/validity.ts'
import { machineClass } from '../machine.ts'
import type { MetricId } from '../metrics/metric-id.ts'
import { appliesTo, METRIC_IDS, METRICS, type Metric } from '../metrics/metrics.ts'
import { numeric, type Value } from '../metrics/value.ts'
import { outside, type Words, words } from '../outside.ts'
import type { StoredBaseline } from '../result/baseline.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, pooledView, stageViews, startupTimes } from '../result/views.ts'
import {
  type Difference,
  differenceInterval,
  mean,
  prediction,
  smallestVisible,
  welch,
} from '../statistics/statistics.ts'
import { formatShare } from '../units.ts'
import type { Change, Check, CheckState } from './check.ts'
import { CONFIDENCE } from './judge-values.ts'

/** From this many stored runs on, the spread between runs is known and decides instead of the spread between rounds. */
const RUNS_FOR_PREDICTION = 3
const POWER = 0.8

/** What is compared: one metric of one stage (or of the starts), round by round. */
type Cell = {
  readonly stage: string | null
  readonly metric: Metric
  readonly tolerance: number
  readonly value: Value
  /** One number a round, today; `null` where a round has none. */
  readonly now: readonly (number | null)[]
  /** The same for each stored run, oldest first. */
  readonly before: readonly (readonly (number | null)[])[]
}

/**
 * Compares with numbers from earlier runs. Such a comparison sees little (another start, another hour, another machine of the class), so it is
 * advisory unless `baseline.stored` says `fail`.
 */
export function judgeBaseline(result: Result): readonly Check[] {
  if (result.lookup.state !== 'found') return []
  const { baseline } = result.lookup
  const other = otherMachine(baseline, result)
  return cells(result, baseline).map((cell) => {
    if (other !== null) return check(result, cell, 'no-data', null, other)
    const doubt = cell.stage === null ? null : stageDoubt(result, cell.stage)
    const judged = judgeCell(cell)
    if (doubt === null || judged.state === 'no-data')
      return check(result, cell, judged.state, judged.change, judged.reason)
    return check(result, cell, 'cannot-tell', judged.change, words`${judged.reason}, but ${doubt.reason}`)
  })
}

function otherMachine(baseline: StoredBaseline, result: Result): Words | null {
  const [before, now] = [machineClass(baseline.machine), machineClass(result.machine)]
  if (before === now) return null
  return words`measured on another class of machine: ${outside(before)}; this is ${outside(now)}`
}

function cells(result: Result, baseline: StoredBaseline): readonly Cell[] {
  return METRIC_IDS.flatMap((id): Cell[] => {
    const tolerance = result.asked.tolerance[id]
    const metric = METRICS[id]
    if (tolerance === undefined || (metric.kind !== 'number' && metric.kind !== 'start')) return []
    if (metric.kind === 'start') {
      const times = startupTimes(result, 'candidate')
      const value: Value =
        times.length === 0 ? { state: 'none', why: 'not-run' } : { state: 'value', value: mean(times) }
      return [{ stage: null, metric, tolerance, value, now: times, before: baseline.runs.map((run) => run.startupMs) }]
    }
    return measuredStages(result.plan)
      .filter((stage) => appliesTo(metric, stage.load))
      .map((stage) => ({
        stage: stage.name,
        metric,
        tolerance,
        value: metric.of(pooledView(result, 'candidate', stage.name)),
        now: stageViews(result, 'candidate', stage.name).map((view) => numeric(metric.of(view))),
        before: baseline.runs.map((run) => run.stages[stage.name]?.[metric.id] ?? []),
      }))
  })
}

type Judged = { readonly state: CheckState; readonly change: Change | null; readonly reason: Words }

/** The logarithms are turned so that a larger number is always worse: ln of the value where lower is better, minus that where higher is. */
function judgeCell(cell: Cell): Judged {
  const worse = cell.metric.better === 'lower' ? 1 : -1
  const now = logarithms(cell.now)
  const before = cell.before.flatMap((run) => {
    const logs = logarithms(run)
    return logs === null ? [] : [logs]
  })
  if (before.length === 0)
    return { state: 'no-data', change: null, reason: words`no data: the baseline has no such number` }
  if (now === null) return { state: 'no-data', change: null, reason: words`no data: a round has no such number` }
  const difference = slowdown(now, before, worse)
  return difference === null ? byValue(cell, now, before, worse) : byInterval(cell, difference, worse)
}

function logarithms(values: readonly (number | null)[]): readonly number[] | null {
  const logs = values.map((value) => (value === null || !Number.isFinite(value) || value <= 0 ? null : Math.log(value)))
  const known = logs.filter((log) => log !== null)
  return known.length === 0 || known.length < logs.length ? null : known
}

/** By the spread between stored runs where there are three, else by the spread between rounds; `null` where there is neither. */
function slowdown(now: readonly number[], before: readonly (readonly number[])[], worse: number): Difference | null {
  const turned = (values: readonly number[]) => values.map((value) => worse * value)
  if (before.length >= RUNS_FOR_PREDICTION) return prediction(turned(before.map(mean)), worse * mean(now))
  const newest = before.at(-1) ?? []
  return newest.length < 2 || now.length < 2 ? null : welch(turned(newest), turned(now))
}

function byInterval(cell: Cell, difference: Difference, worse: number): Judged {
  const allowed = allowedLog(cell)
  const { estimate, lower, upper } = differenceInterval(difference, CONFIDENCE)
  const change = asChange(worse, estimate, lower, upper)
  const visible = Math.abs(Math.expm1(worse * smallestVisible(difference, CONFIDENCE, POWER)))
  const sees = words`stored numbers; this comparison could only see ${formatShare(visible)}`
  const judged = (state: CheckState, verdict: Words): Judged => ({ state, change, reason: words`${verdict} (${sees})` })
  if (lower > allowed) return judged('fail', words`regression`)
  if (upper <= allowed)
    return judged('pass', words`a change for the worse beyond ${formatShare(cell.tolerance)} is ruled out`)
  if (lower > 0 && estimate > allowed) return judged('likely', words`probably worse than allowed`)
  return judged('cannot-tell', words`cannot tell`)
}

/** The tolerance as a logarithm: 5 % fewer answers is ln(1 / 0.95), 5 % more latency is ln(1.05). */
function allowedLog(cell: Cell): number {
  return cell.metric.better === 'higher' ? -Math.log1p(-cell.tolerance) : Math.log1p(cell.tolerance)
}

function byValue(cell: Cell, now: readonly number[], before: readonly (readonly number[])[], worse: number): Judged {
  const estimate = worse * (mean(now) - mean(before.at(-1) ?? []))
  const change = asChange(worse, estimate, null, null)
  const reason = words`judged by its value alone, because one side has a single round`
  return { state: estimate > allowedLog(cell) ? 'fail' : 'pass', change, reason }
}

/** From "worse by" back to a change of the metric itself. */
function asChange(worse: number, estimate: number, lower: number | null, upper: number | null): Change {
  const back = (log: number | null) => (log === null ? null : Math.expm1(worse * log))
  const [low, high] = worse > 0 ? [lower, upper] : [upper, lower]
  return { estimate: Math.expm1(worse * estimate), lower: back(low), upper: back(high) }
}

function check(result: Result, cell: Cell, state: CheckState, change: Change | null, reason: Words): Check {
  return {
    kind: 'baseline',
    stage: cell.stage,
    metric: cell.metric.id satisfies MetricId,
    state,
    gating: result.asked.stored === 'fail',
    candidate: cell.value,
    baseline: baselineValue(cell),
    change,
    slowdown: change && slowdownOf(cell.metric, change),
    limit: `tolerance ${formatShare(cell.tolerance)}`,
    reason,
  }
}

function slowdownOf({ better }: Metric, { estimate }: Change): number {
  return better === 'lower' ? estimate : 1 / (1 + estimate) - 1
}

/** The stored number to show: the geometric mean that the comparison is made with. */
function baselineValue(cell: Cell): Value | null {
  const runs = cell.before.flatMap((run) => logarithms(run) ?? [])
  return runs.length === 0 ? null : { state: 'value', value: Math.exp(mean(runs)) }
}

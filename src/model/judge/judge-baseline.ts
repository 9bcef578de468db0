import { stageDoubt } from '../doubt/validity.ts'
import type { MetricId } from '../metrics/metric-id.ts'
import { METRIC_IDS, METRICS, type Metric } from '../metrics/metrics.ts'
import { numeric, type Value } from '../metrics/value.ts'
import { type Words, words } from '../outside.ts'
import type { StoredBaseline } from '../result/baseline.ts'
import type { Result } from '../result/result.ts'
import { pooledView, stageViews, startupTimes } from '../result/views.ts'
import { mean } from '../statistics/statistics.ts'
import { formatShare } from '../units.ts'
import { changeOf } from './change-of.ts'
import type { Change, Check, CheckState } from './check.ts'
import { comparedStages } from './compared-stages.ts'
import { decideStored, type StoredAnswer } from './decide-stored.ts'
import { seenSizes } from './effect-words.ts'
import { allowedLog } from './pair-cells.ts'
import { slowdownOf } from './slowdown-of.ts'
import { ASSUMED_SPREAD, RUNS_FOR_SPREAD } from './stored-difference.ts'
import { whyNotCompared } from './why-not-compared.ts'

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
  const other = whyNotCompared(result)
  const all = cells(result, baseline)
  const decidable = all.filter((cell) => !isUnkept(cell)).length
  return all.map((cell) => {
    if (other !== null) return check(result, cell, 'no-data', null, other)
    const doubt = cell.stage === null ? null : stageDoubt(result, cell.stage)
    const judged = judgeCell(cell, Math.max(1, decidable))
    if (doubt === null || judged.state === 'no-data')
      return check(result, cell, judged.state, judged.change, judged.reason)
    return check(result, cell, 'cannot-tell', judged.change, words`${judged.reason}, but ${doubt.reason}`)
  })
}

function cells(result: Result, baseline: StoredBaseline): readonly Cell[] {
  return METRIC_IDS.flatMap((id): Cell[] => {
    const tolerance = result.asked.tolerance[id]
    const metric = METRICS[id]
    if (tolerance === undefined) return []
    if (metric.kind === 'start') {
      const times = startupTimes(result, 'candidate')
      const value: Value =
        times.length === 0 ? { state: 'none', why: 'not-run' } : { state: 'value', value: mean(times) }
      return [{ stage: null, metric, tolerance, value, now: times, before: baseline.runs.map((run) => run.startupMs) }]
    }
    if (metric.kind !== 'number' && metric.kind !== 'figure') return []
    return comparedStages(result.plan, metric).map((stage) => {
      const now = stageViews(result, 'candidate', stage.name).map((view) => numeric(metric.of(view)))
      const before = baseline.runs.map((run) => run.stages[stage.name]?.[metric.id] ?? [])
      const cell = { stage: stage.name, metric, tolerance, now, before }
      if (metric.kind === 'figure') return ofWatchedRounds(cell)
      return { ...cell, value: metric.of(pooledView(result, 'candidate', stage.name)) }
    })
  })
}

/** A round that nobody watched is left out, and does not hide the others; the number to show is the mean that is compared. */
function ofWatchedRounds(cell: Omit<Cell, 'value'>): Cell {
  const known = (values: readonly (number | null)[]) => values.filter((value) => value !== null)
  const watched = { ...cell, now: known(cell.now), before: cell.before.map(known) }
  return { ...watched, value: meanValue([watched.now]) ?? { state: 'none', why: 'no-figures' } }
}

/** Baselines of before these numbers were kept have none of them, and can decide nothing by that. */
function isUnkept({ metric, before }: Cell): boolean {
  return metric.kind === 'figure' && before.every((values) => values.length === 0)
}

type Judged = { readonly state: CheckState; readonly change: Change | null; readonly reason: Words }

/** The logarithms are turned so that a larger number is always worse: ln of the value where lower is better, minus that where higher is. */
function judgeCell(cell: Cell, checks: number): Judged {
  const worse = cell.metric.better === 'lower' ? 1 : -1
  const turned = (values: readonly (number | null)[]) => logarithms(values)?.map((log) => worse * log) ?? null
  const now = turned(cell.now)
  const before = cell.before.map(turned).filter((run) => run !== null)
  if (before.length === 0)
    return { state: 'no-data', change: null, reason: words`no data: the baseline has no such number` }
  if (now === null) return { state: 'no-data', change: null, reason: words`no data: a round has no such number` }
  const { metric, tolerance } = cell
  const answer = decideStored({ now, before, allowed: allowedLog(metric, tolerance) }, checks)
  return {
    state: answer.state,
    change: changeOf(metric, answer.estimate, answer.interval),
    reason: words`${SAYS[answer.state](tolerance)} (${describeSight(metric, answer)})`,
  }
}

function logarithms(values: readonly (number | null)[]): readonly number[] | null {
  const logs = values.map((value) => (value === null || !Number.isFinite(value) || value <= 0 ? null : Math.log(value)))
  const known = logs.filter((log) => log !== null)
  return known.length === 0 || known.length < logs.length ? null : known
}

const SAYS: Readonly<Record<StoredAnswer['state'], (tolerance: number) => string>> = {
  fail: () => 'regression',
  likely: () => 'probably worse than allowed',
  pass: (tolerance) => `a change for the worse beyond ${formatShare(tolerance)} is ruled out`,
  'cannot-tell': () => 'cannot tell',
}

/** How little the comparison could see, whatever it says. */
function describeSight(metric: Metric, answer: StoredAnswer): string {
  return `stored numbers: could only see ${seenSizes(metric, answer)}${answer.isAssumed ? ASSUMPTION : ''}`
}

const ASSUMPTION = `; until ${RUNS_FOR_SPREAD} runs are stored, two are taken to spread by ${formatShare(ASSUMED_SPREAD)}`

function check(result: Result, cell: Cell, state: CheckState, change: Change | null, reason: Words): Check {
  return {
    kind: 'baseline',
    stage: cell.stage,
    metric: cell.metric.id satisfies MetricId,
    state,
    gating: result.asked.stored === 'fail' && !isUnkept(cell),
    candidate: cell.value,
    baseline: meanValue(cell.before),
    change,
    slowdown: change && slowdownOf(cell.metric, change.estimate),
    limit: `tolerance ${formatShare(cell.tolerance)}`,
    reason,
  }
}

/** The number of several runs to show: the geometric mean that the comparison is made with. */
function meanValue(runs: Cell['before']): Value | null {
  const logs = runs.flatMap((run) => logarithms(run) ?? [])
  return logs.length === 0 ? null : { state: 'value', value: Math.exp(mean(logs)) }
}

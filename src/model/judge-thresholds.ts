import type { Check, CheckState } from './check.ts'
import type { Threshold, ThresholdOp } from './config.ts'
import { appliesTo, METRICS, type Metric, numeric, printNumber, type Value } from './metrics.ts'
import { type Words, words } from './outside.ts'
import type { Result } from './result.ts'
import { type Interval, mean, meanInterval, shareInterval } from './statistics.ts'
import { formatShare } from './units.ts'
import { stageDoubt } from './validity.ts'
import { measuredStages, pooledView, stageViews, startupTimes } from './views.ts'

/** Every bound that decides is one-sided at this confidence. */
export const CONFIDENCE = 0.95

/** From this many rounds on the spread between rounds is known well enough to judge by it. */
const ROUNDS_FOR_INTERVAL = 3

/** What a threshold's numbers lead to. */
type Judged = { readonly state: CheckState; readonly reason: Words }

/** One check for each threshold and stage that it applies to. */
export function judgeThresholds(result: Result): readonly Check[] {
  return result.asked.thresholds.flatMap((threshold) => {
    if (METRICS[threshold.metric].kind === 'start') return [judgeStartup(result, threshold)]
    const stages = measuredStages(result.plan).filter((stage) =>
      threshold.stage === null ? appliesTo(METRICS[threshold.metric], stage.load) : threshold.stage === stage.name,
    )
    return stages.map((stage) => judgeStage(result, threshold, stage.name))
  })
}

function judgeStartup(result: Result, threshold: Threshold): Check {
  const metric = METRICS[threshold.metric]
  const times = startupTimes(result, 'candidate')
  const value: Value = times.length === 0 ? { state: 'none', why: 'not-run' } : { state: 'value', value: mean(times) }
  return check(
    threshold,
    null,
    value,
    times.length === 0 ? noData(value) : judgeValues(metric, threshold, times, value),
  )
}

function judgeStage(result: Result, threshold: Threshold, stage: string): Check {
  const metric = METRICS[threshold.metric]
  const pooled = pooledView(result, 'candidate', stage)
  if (metric.kind === 'share') {
    const { events, trials } = metric.count(pooled)
    const value: Value =
      trials === 0 ? { state: 'none', why: 'nothing-sent' } : { state: 'value', value: events / trials }
    const judged = trials === 0 ? noData(value) : judgeShare(threshold, events, trials)
    return check(threshold, stage, value, doubted(result, stage, judged))
  }
  if (metric.kind === 'start') throw new Error('a start metric has no stage')
  const views = stageViews(result, 'candidate', stage)
  const value: Value = views.length === 0 ? { state: 'none', why: 'not-run' } : metric.of(pooled)
  const rounds = views.map((view) => numeric(metric.of(view)))
  const numbers = rounds.filter((round) => round !== null)
  const judged =
    numbers.length < rounds.length || numbers.length === 0
      ? noData(value)
      : judgeValues(metric, threshold, numbers, value)
  return check(threshold, stage, value, doubted(result, stage, judged))
}

/** A stage that cannot be relied on never passes. What fails on it fails, as long as the doubt is the target's own doing. */
function doubted(result: Result, stage: string, judged: Judged): Judged {
  const doubt = stageDoubt(result, stage)
  if (doubt === null || judged.state === 'no-data') return judged
  if (judged.state === 'fail' && doubt.whose === 'target') return judged
  return { state: 'cannot-tell', reason: words`${judged.reason}, but ${doubt.reason}` }
}

/** One or two rounds are judged by their value; from three on a t interval over the rounds' logarithms has to lie on one side of the limit. */
function judgeValues(metric: Metric, threshold: Threshold, rounds: readonly number[], value: Value): Judged {
  if (rounds.length < ROUNDS_FOR_INTERVAL) return byValue(threshold, rounds.length, value)
  const logarithms = rounds.map(Math.log)
  if (!logarithms.every(Number.isFinite)) return withoutLogarithms(threshold, rounds)
  const interval = meanInterval(logarithms, CONFIDENCE)
  const bounds = {
    estimate: Math.exp(interval.estimate),
    lower: Math.exp(interval.lower),
    upper: Math.exp(interval.upper),
  }
  return byInterval(
    threshold,
    bounds,
    words`${rounds.length} rounds: ${printNumber(metric, bounds.lower)} to ${printNumber(metric, bounds.upper)}`,
  )
}

function byValue(threshold: Threshold, rounds: number, value: Value): Judged {
  const number = numeric(value)
  const holds = number !== null && satisfies(threshold.op, number, threshold.limit)
  const by = rounds === 1 ? words`one round` : words`${rounds} rounds`
  return {
    state: holds ? 'pass' : 'fail',
    reason: words`judged by its value alone: ${by}`,
  }
}

/** A round with no successful answer (RPS 0), or whose percentile is a timeout, has no logarithm: then the rounds are counted. */
function withoutLogarithms(threshold: Threshold, rounds: readonly number[]): Judged {
  const missed = rounds.filter((round) => !satisfies(threshold.op, round, threshold.limit)).length
  const state =
    missed === 0 ? 'pass' : missed === rounds.length ? 'fail' : missed * 2 > rounds.length ? 'likely' : 'cannot-tell'
  return { state, reason: words`missed in ${missed} of ${rounds.length} rounds` }
}

/**
 * Shares are judged on the counts of all rounds by an exact binomial bound. None at all passes: it is all that a service can do,
 * and a share of 1 % would otherwise need 299 requests; the reason says what the count can rule out.
 */
function judgeShare(threshold: Threshold, events: number, trials: number): Judged {
  const bounds = shareInterval(events, trials, CONFIDENCE)
  const counted = words`${events} of ${trials}`
  if (events === 0 && satisfies(threshold.op, 0, threshold.limit)) {
    return { state: 'pass', reason: words`${counted} (at most ${formatShare(bounds.upper)}, 95% sure)` }
  }
  return byInterval(threshold, bounds, words`${counted}: ${formatShare(bounds.lower)} to ${formatShare(bounds.upper)}`)
}

function byInterval(threshold: Threshold, bounds: Interval, seen: Words): Judged {
  const { op, limit } = threshold
  const [good, bad] = op === '<' || op === '<=' ? [bounds.lower, bounds.upper] : [bounds.upper, bounds.lower]
  if (satisfies(op, bad, limit)) return { state: 'pass', reason: seen }
  if (!satisfies(op, good, limit)) return { state: 'fail', reason: seen }
  return satisfies(op, bounds.estimate, limit)
    ? { state: 'cannot-tell', reason: words`cannot tell: ${seen}` }
    : { state: 'likely', reason: words`probably missed: ${seen}` }
}

function noData(value: Value): Judged {
  const why =
    value.state === 'none' && value.why === 'no-success' ? 'no request succeeded' : 'there are no numbers for it'
  return { state: 'no-data', reason: words`no data: ${why}` }
}

function check(threshold: Threshold, stage: string | null, value: Value, judged: Judged): Check {
  return {
    kind: 'threshold',
    stage,
    metric: threshold.metric,
    state: judged.state,
    gating: true,
    candidate: value,
    baseline: null,
    change: null,
    limit: threshold.text,
    reason: judged.reason,
  }
}

export function satisfies(op: ThresholdOp, value: number, limit: number): boolean {
  switch (op) {
    case '<':
      return value < limit
    case '<=':
      return value <= limit
    case '>':
      return value > limit
    case '>=':
      return value >= limit
  }
}

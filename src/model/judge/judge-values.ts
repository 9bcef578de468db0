import type { Threshold, ThresholdOp } from '../config.ts'
import { type Metric, printNumber } from '../metrics/metrics.ts'
import { numeric, type Value } from '../metrics/value.ts'
import { type Words, words } from '../outside.ts'
import { type Interval, meanInterval, shareInterval } from '../statistics/statistics.ts'
import { formatShare } from '../units.ts'
import type { CheckState } from './check.ts'

/** Every bound that decides is one-sided at this confidence. */
export const CONFIDENCE = 0.95

/** From this many rounds on the spread between rounds is known well enough to judge by it. */
const ROUNDS_FOR_INTERVAL = 3

/** What a threshold's numbers lead to. */
export type Judged = { readonly state: CheckState; readonly reason: Words }

/** One or two rounds are judged by their value; from three on a t interval over the rounds' logarithms has to lie on one side of the limit. */
export function judgeValues(metric: Metric, threshold: Threshold, rounds: readonly number[], value: Value): Judged {
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
  const by = rounds === 1 ? words`one round` : words`${rounds} rounds`
  return judgeExactly(threshold, value, words`judged by its value alone: ${by}`)
}

/** What is known exactly needs no interval. */
export function judgeExactly(threshold: Threshold, value: Value, reason: Words): Judged {
  const number = numeric(value)
  const holds = number !== null && satisfies(threshold.op, number, threshold.limit)
  return { state: holds ? 'pass' : 'fail', reason }
}

/** A round with no successful answer (RPS 0), whose percentile is a timeout, or that was never throttled has no logarithm: then the rounds are counted. */
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
export function judgeShare(threshold: Threshold, events: number, trials: number): Judged {
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

import { FALSE_ALARM, FALSE_PASS } from '../rounds/looks.ts'
import { POWER } from '../statistics/sensitivity.ts'
import { differenceInterval, smallestVisible } from '../statistics/statistics.ts'
import { storedDifference } from './stored-difference.ts'

/** One number against those of stored runs. All are logarithms; more is worse. */
export type StoredCell = {
  /** Today's rounds, one at least. */
  readonly now: readonly number[]
  /** The rounds of each stored run, one run at least. */
  readonly before: readonly (readonly number[])[]
  /** How much worse is allowed. */
  readonly allowed: number
}

export type StoredAnswer = {
  readonly state: 'fail' | 'likely' | 'pass' | 'cannot-tell'
  readonly estimate: number
  /** Two-sided 95 % interval, for reading. */
  readonly interval: { readonly lower: number; readonly upper: number }
  /** The smallest slowdown that 80 % of comparisons like this call surely slower, and the smallest that they call slower than allowed. */
  readonly visible: number
  readonly regression: number
  /** The spread between runs is not known yet (`storedDifference`). */
  readonly isAssumed: boolean
}

const READING_CONFIDENCE = 0.975

/**
 * Decides with the error of a paired comparison: an equal image fails any of the `checks` of a run in 1 % of runs, as its level is divided among them; one that is
 * slower by all that is allowed passes in 5 %. One-sided t bounds of a prediction; `likely`: surely slower, and the estimate is beyond what is allowed.
 */
export function decideStored({ now, before, allowed }: StoredCell, checks: number): StoredAnswer {
  const { difference, isAssumed } = storedDifference(now, before)
  const { estimate } = difference
  const failConfidence = 1 - FALSE_ALARM / checks
  const { lower } = differenceInterval(difference, failConfidence)
  const { upper } = differenceInterval(difference, 1 - FALSE_PASS)
  const visible = smallestVisible(difference, failConfidence, POWER)
  return {
    state: stateOf({ estimate, lower, upper }, allowed),
    estimate,
    interval: differenceInterval(difference, READING_CONFIDENCE),
    visible,
    regression: allowed + visible,
    isAssumed,
  }
}

function stateOf(
  { estimate, lower, upper }: { readonly estimate: number; readonly lower: number; readonly upper: number },
  allowed: number,
): StoredAnswer['state'] {
  if (lower > allowed) return 'fail'
  if (upper <= allowed) return 'pass'
  return lower > 0 && estimate > allowed ? 'likely' : 'cannot-tell'
}

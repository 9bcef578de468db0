import { LAST_LOOKS, looksUntil } from '../rounds/looks.ts'
import { type PairedMean, smallestEffect } from './paired-statistics.ts'

/** What a comparison can see of one check whose rounds differ by a known spread. */
export type Sensitivity = {
  /** For each possible last look: the smallest slowdown (0.05: takes 5 % longer) that 80 % of such runs call surely slower. */
  readonly visible: readonly number[]
  /** For each of them: the smallest that 80 % call slower than the tolerance that is set, which is what fails. */
  readonly regression: readonly number[]
  /** The smallest of the usual tolerances at which 80 % of the runs of an equal image pass at their last look; `null`: more than the largest. */
  readonly tolerance: number | null
  /** The smallest number of rounds after which 80 % of them pass at the tolerance that is set; `null`: more than the most. */
  readonly rounds: number | null
}

export type SpreadOfCheck = {
  /** Standard deviation of the rounds' log ratios. */
  readonly spread: number
  /** Checks that decide, among which the level of a failure is divided. */
  readonly checks: number
  /** Rounds of the last look. */
  readonly last: number
  /** A tolerance as a logarithm of "worse by". */
  readonly allowed: (tolerance: number) => number
  /** The tolerance that is set. */
  readonly tolerance: number
}

/** Tolerances to choose from, as shares. */
export const TOLERANCES: readonly number[] = [0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2]

export const POWER = 0.8

/**
 * By formula, from the spread s alone: after n rounds an effect of (t_{1-α, n-1} + t_{0.8, n-1}) · s / √n is seen, or ruled out, in 80 % of the runs
 * (`smallestEffect`; Lachin 1981). α is what the last look at n has left: of a failure 1 % divided among the checks, of a pass 5 %. Looks before
 * the last can only add to that, so that it promises a little too little.
 */
export function sensitivity(of: SpreadOfCheck): Sensitivity {
  const passes = (rounds: number, tolerance: number) => effectAt(of, rounds, 'passAlpha') <= of.allowed(tolerance)
  const seen = LAST_LOOKS.map((rounds) => effectAt(of, rounds, 'failAlpha'))
  return {
    visible: seen.map(Math.expm1),
    regression: seen.map((effect) => Math.expm1(of.allowed(of.tolerance) + effect)),
    tolerance: TOLERANCES.find((tolerance) => passes(of.last, tolerance)) ?? null,
    rounds: LAST_LOOKS.find((rounds) => passes(rounds, of.tolerance)) ?? null,
  }
}

/** How far from a limit an effect has to lie, as a logarithm, to be told from it in 80 % of the runs that end after so many rounds, at what level their last look has left. */
export function effectAt(
  { spread, checks }: Pick<SpreadOfCheck, 'spread' | 'checks'>,
  rounds: number,
  level: 'failAlpha' | 'passAlpha',
): number {
  const look = looksUntil(rounds, checks).at(-1)
  if (look === undefined) throw new Error('there is always a last look')
  return smallestEffect({ estimate: 0, standardError: spread / Math.sqrt(rounds), rounds }, look[level], POWER)
}

/**
 * The smallest possible last look after more rounds than were seen, at which an effect of the seen size would be told from `limit`: a pass below it, a failure beyond
 * it, in 80 % of the runs, at the level that such a run's last look has left. `null` where not even the largest would do.
 */
export function roundsNeeded(
  { estimate, standardError, rounds: seen }: PairedMean,
  limit: number,
  of: { readonly checks: number; readonly after: number },
): number | null {
  const spread = standardError * Math.sqrt(seen)
  const distance = Math.abs(limit - Math.max(estimate, 0))
  const level = estimate > limit ? 'failAlpha' : 'passAlpha'
  const enough = (rounds: number) => effectAt({ spread, checks: of.checks }, rounds, level) <= distance
  return LAST_LOOKS.find((rounds) => rounds > of.after && enough(rounds)) ?? null
}

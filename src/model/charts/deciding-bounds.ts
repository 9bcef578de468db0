import {
  afterRounds,
  countedRounds,
  isEnough,
  type PairedCell,
  SIGNED_RANK_ALPHA,
  withGaps,
} from '../judge/decide-pairs.ts'
import type { Look } from '../rounds/looks.ts'
import { pairedMean, signedRankP } from '../statistics/paired-statistics.ts'
import { tQuantile } from '../statistics/statistics.ts'

/** What one look decided by, as logarithms: it fails with `low` above what is allowed, and passes with `high` below it. */
export type DecidingBounds = {
  readonly rounds: number
  readonly estimate: number
  /** `null`: the signed-rank test does not agree that it is slower at all, so that no bound can fail it. */
  readonly low: number | null
  /** `null`: the candidate was beyond every number in a round, so that no bound can pass it. */
  readonly high: number | null
}

/**
 * The bounds at the looks that were reached and had enough rounds with a ratio: those which the t tests of `decidePairs` give at its levels,
 * estimate − t_{1-failAlpha} · se and estimate + t_{1-passAlpha} · se.
 */
export function decidingBounds(cell: PairedCell, looks: readonly Look[]): readonly DecidingBounds[] {
  return looks
    .filter(({ rounds }) => rounds <= countedRounds(cell))
    .flatMap(({ rounds, failAlpha, passAlpha }): DecidingBounds[] => {
      const seen = afterRounds(cell, rounds)
      if (!isEnough(seen, rounds)) return []
      const { estimate, standardError } = pairedMean(seen.logRatios)
      const margin = (alpha: number) => tQuantile(1 - alpha, seen.logRatios.length - 1) * standardError
      const low = signedRankP(withGaps(seen)) <= SIGNED_RANK_ALPHA ? estimate - margin(failAlpha) : null
      const isBeyond = seen.gaps?.some(({ why }) => why === 'candidate-beyond') ?? false
      return [{ rounds, estimate, low, high: isBeyond ? null : estimate + margin(passAlpha) }]
    })
}

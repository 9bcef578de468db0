import { type PairedCell, SIGNED_RANK_ALPHA } from '../decide-pairs.ts'
import type { Look } from '../looks.ts'
import { pairedMean, signedRankP } from '../paired-statistics.ts'
import { tQuantile } from '../statistics.ts'

/** What one look decided by, as logarithms: it fails with `low` above what is allowed, and passes with `high` below it. */
export type DecidingBounds = {
  readonly rounds: number
  readonly estimate: number
  /** `null`: the signed-rank test does not agree that it is slower at all, so that no bound can fail it. */
  readonly low: number | null
  readonly high: number
}

/**
 * The bounds at the looks that were reached: those which the t tests of `decidePairs` give at its levels, estimate − t_{1-failAlpha} · se and
 * estimate + t_{1-passAlpha} · se.
 */
export function decidingBounds({ logRatios }: PairedCell, looks: readonly Look[]): readonly DecidingBounds[] {
  return looks
    .filter(({ rounds }) => rounds <= logRatios.length)
    .map(({ rounds, failAlpha, passAlpha }) => {
      const seen = logRatios.slice(0, rounds)
      const { estimate, standardError } = pairedMean(seen)
      const low = estimate - tQuantile(1 - failAlpha, rounds - 1) * standardError
      const high = estimate + tQuantile(1 - passAlpha, rounds - 1) * standardError
      return { rounds, estimate, low: signedRankP(seen) <= SIGNED_RANK_ALPHA ? low : null, high }
    })
}

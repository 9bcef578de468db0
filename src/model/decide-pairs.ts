import type { Look } from './looks.ts'
import { pAbove, pairedMean, pBelow, signedRankP } from './paired-statistics.ts'

/** One thing that is compared round by round: log ratios, more is worse, and how much worse is allowed (also as a logarithm). */
export type PairedCell = { readonly logRatios: readonly number[]; readonly allowed: number }

/** `slower`, `faster`: surely, whatever the tolerance says of that. */
export type PairedAnswer = {
  readonly state: 'fail' | 'likely' | 'pass' | 'cannot-tell'
  readonly slower: boolean
  readonly faster: boolean
}

/** A failure also needs the exact signed-rank test to agree, so that one wild round decides nothing. */
export const SIGNED_RANK_ALPHA = 0.02

/**
 * Decides one cell after its looks so far: `fail` where it is surely slower than the tolerance, `pass` where a slowdown beyond the tolerance is
 * ruled out, at any look (what was shown at one look stays shown); `likely` where it is surely slower and the estimate lies beyond the tolerance; else `cannot-tell`.
 */
export function decidePairs(cell: PairedCell, looks: readonly Look[]): PairedAnswer {
  const reached = looks.filter((look) => look.rounds <= cell.logRatios.length)
  const answers = reached.map((look) => answerAt(cell, look))
  const slower = answers.some((answer) => answer.slower)
  const faster = answers.some((answer) => answer.faster)
  if (answers.some(({ fails }) => fails)) return { state: 'fail', slower, faster }
  if (answers.some(({ passes }) => passes)) return { state: 'pass', slower, faster }
  return { state: answers.at(-1)?.likely ? 'likely' : 'cannot-tell', slower, faster }
}

function answerAt({ logRatios, allowed }: PairedCell, { rounds, failAlpha, passAlpha }: Look) {
  const seen = logRatios.slice(0, rounds)
  const mean = pairedMean(seen)
  const slower = pAbove(mean, 0) <= failAlpha && signedRankP(seen) <= SIGNED_RANK_ALPHA
  return {
    slower,
    faster: pBelow(mean, 0) <= failAlpha,
    fails: slower && pAbove(mean, allowed) <= failAlpha,
    likely: slower && mean.estimate > allowed,
    passes: pBelow(mean, allowed) <= passAlpha,
  }
}

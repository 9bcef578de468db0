import type { Look } from '../rounds/looks.ts'
import { pAbove, pairedMean, pBelow, signedRankP } from '../statistics/paired-statistics.ts'

/** One thing that is compared round by round: log ratios, more is worse, and how much worse is allowed (also as a logarithm). */
export type PairedCell = {
  /** Of the rounds in which both sides have a number, in their order. */
  readonly logRatios: readonly number[]
  readonly allowed: number
  /** The other rounds that count; none where it is left out. */
  readonly gaps?: readonly Gap[]
}

/** A round without a ratio. */
export type Gap = {
  /** Among the rounds that count, from 0. */
  readonly place: number
  readonly round: number
  /**
   * `…-beyond`: that side timed out or never succeeded, which is worse than any number. `both-beyond` says as little of the ratio as
   * `not-known`: a figure was not watched.
   */
  readonly why: 'candidate-beyond' | 'baseline-beyond' | 'both-beyond' | 'not-known'
}

/** `slower`, `faster`: surely, whatever the tolerance says of that. */
export type PairedAnswer = {
  readonly state: 'fail' | 'likely' | 'pass' | 'cannot-tell'
  readonly slower: boolean
  readonly faster: boolean
  /** Rounds of the look that it was given at: the one that settled it, else the latest; `null` before the first. */
  readonly rounds: number | null
}

/** A failure also needs the exact signed-rank test to agree, so that one wild round decides nothing. */
export const SIGNED_RANK_ALPHA = 0.02

/** At least this share of a look's rounds has to have a ratio; the others are as many as may be dropped of a run. */
const KNOWN_SHARE = 2 / 3

/**
 * Decides one cell after its looks so far: `fail` where it is surely slower than the tolerance, `pass` where a slowdown beyond the tolerance is
 * ruled out, at any look (what was shown at one look stays shown); `likely` where it is surely slower and the estimate lies beyond the tolerance; else `cannot-tell`.
 */
export function decidePairs(cell: PairedCell, looks: readonly Look[]): PairedAnswer {
  const reached = looks.filter((look) => look.rounds <= countedRounds(cell))
  const answers = reached.map((look) => answerAt(cell, look))
  const failed = answers.find(({ fails }) => fails)
  if (failed !== undefined) return answered('fail', failed)
  const passed = answers.find(({ passes }) => passes)
  if (passed !== undefined) return answered('pass', passed)
  const latest = answers.at(-1)
  if (latest === undefined) return { state: 'cannot-tell', slower: false, faster: false, rounds: null }
  return answered(latest.likely ? 'likely' : 'cannot-tell', latest)
}

function answered(state: PairedAnswer['state'], { slower, faster, rounds }: AnswerAt): PairedAnswer {
  return { state, slower, faster, rounds }
}

/** Rounds that count, with a ratio or without. */
export function countedRounds({ logRatios, gaps = [] }: PairedCell): number {
  return logRatios.length + gaps.length
}

/** The same cell after its first rounds. */
export function afterRounds(cell: PairedCell, rounds: number): PairedCell {
  const gaps = (cell.gaps ?? []).filter(({ place }) => place < rounds)
  return { ...cell, logRatios: cell.logRatios.slice(0, Math.max(0, rounds - gaps.length)), gaps }
}

/** Whether so many of a look's rounds have a ratio that it says something. */
export function isEnough({ logRatios }: PairedCell, rounds: number): boolean {
  return logRatios.length >= Math.max(2, KNOWN_SHARE * rounds)
}

/** For ranks: a side that was beyond every number in a round is the worst of all there. */
export function withGaps({ logRatios, gaps = [] }: PairedCell): readonly number[] {
  const worst = gaps.filter(({ why }) => why === 'candidate-beyond').map(() => Number.POSITIVE_INFINITY)
  const best = gaps.filter(({ why }) => why === 'baseline-beyond').map(() => Number.NEGATIVE_INFINITY)
  return [...logRatios, ...worst, ...best]
}

type AnswerAt = {
  readonly rounds: number
  readonly slower: boolean
  readonly faster: boolean
  readonly fails: boolean
  readonly likely: boolean
  readonly passes: boolean
}

/**
 * A round in which one side is beyond every number has no place in a mean, and leaving it out is no gain for that side: it counts as the largest rank
 * of its sign, and nothing is ruled out for a candidate that had one.
 */
function answerAt(cell: PairedCell, { rounds, failAlpha, passAlpha }: Look): AnswerAt {
  const seen = afterRounds(cell, rounds)
  const { logRatios, allowed, gaps = [] } = seen
  if (!isEnough(seen, rounds)) {
    return { rounds, slower: false, faster: false, fails: false, likely: false, passes: false }
  }
  const isBeyond = gaps.some(({ why }) => why === 'candidate-beyond')
  const mean = pairedMean(logRatios)
  const slower = pAbove(mean, 0) <= failAlpha && signedRankP(withGaps(seen)) <= SIGNED_RANK_ALPHA
  return {
    rounds,
    slower,
    faster: !isBeyond && pBelow(mean, 0) <= failAlpha,
    fails: slower && pAbove(mean, allowed) <= failAlpha,
    likely: slower && mean.estimate > allowed,
    passes: !isBeyond && pBelow(mean, allowed) <= passAlpha,
  }
}

import { FALSE_ALARM, type Look } from '../rounds/looks.ts'
import { fisherP } from '../statistics/fisher.ts'
import { signedRankP } from '../statistics/paired-statistics.ts'
import { rankSumP } from '../statistics/rank-sum.ts'
import { SIGNED_RANK_ALPHA } from './decide-pairs.ts'

/** Failures among the requests of one stage of one round and side. */
export type FailureCount = { readonly events: number; readonly trials: number }

/** One stage of one round that counts. */
export type FailureRound = { readonly candidate: FailureCount; readonly baseline: FailureCount }

/**
 * `fail`: the candidate surely fails more often. `cannot-tell`: the requests alone would say so, and the rounds do not. `none`: nothing is to be said.
 * `more`: it failed more often in these rounds than requests that fail by chance would, whatever its cause: no merit of such a candidate is believed.
 */
export type FailuresAnswer = {
  readonly state: 'fail' | 'cannot-tell' | 'none'
  readonly more: boolean
  /** Rounds of the look that settled it, else all. */
  readonly rounds: number
}

/** More failures than one run in twenty of equal images shows where requests fail independently. */
const SUSPICION = 0.05

/**
 * Compares how often both sides fail. Requests of one start are not independent: a pool that ran full or a model that loaded badly fails hundreds of them at once,
 * and a test over requests takes that for hundreds of reasons. So a failure needs, at one of the looks, all of these:
 *
 * - Fisher's exact test over all requests at the look's level: there are enough of them at all;
 * - the exact rank-sum test over the starts' shares at the same level: equal images, whose starts could as well have been dealt to the sides the other way
 *   round, are called so no more often than that, however their failures cluster;
 * - the exact signed-rank test over the rounds' differences, as of every pair (`SIGNED_RANK_ALPHA`): what hits both sides of some rounds decides nothing.
 *
 * The looks' error is of its own: 1 % for all stages of a run, beside that of the other checks. What Fisher's test alone would call more is `cannot-tell`.
 */
export function decideFailures(
  rounds: readonly FailureRound[],
  looks: readonly Look[],
  stages: number,
): FailuresAnswer {
  const reached = looks.filter((look) => look.rounds <= rounds.length)
  const settled = reached.find((look) => isSurelyMore(rounds.slice(0, look.rounds), look.failAlpha))
  if (settled !== undefined) return { state: 'fail', more: true, rounds: settled.rounds }
  const p = pooledP(rounds)
  const state = p <= FALSE_ALARM / Math.max(1, stages) ? 'cannot-tell' : 'none'
  return { state, more: p <= SUSPICION, rounds: rounds.length }
}

/** The quick tests come first: of equal images hardly any round gets to the last. */
function isSurelyMore(rounds: readonly FailureRound[], alpha: number): boolean {
  if (pooledP(rounds) > alpha) return false
  const [before, now] = [rounds.map(({ baseline }) => share(baseline)), rounds.map(({ candidate }) => share(candidate))]
  if (signedRankP(now.map((value, place) => value - (before[place] ?? 0))) > SIGNED_RANK_ALPHA) return false
  return rankSumP(before, now) <= alpha
}

function pooledP(rounds: readonly FailureRound[]): number {
  return fisherP(pooled(rounds, 'baseline'), pooled(rounds, 'candidate'))
}

/** All rounds taken together. */
export function pooled(rounds: readonly FailureRound[], side: keyof FailureRound): FailureCount {
  return {
    events: rounds.reduce((sum, round) => sum + round[side].events, 0),
    trials: rounds.reduce((sum, round) => sum + round[side].trials, 0),
  }
}

/** None of none is no failure. */
export function share({ events, trials }: FailureCount): number {
  return trials === 0 ? 0 : events / trials
}

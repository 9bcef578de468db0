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
 * `fail`: the candidate surely fails more often. `cannot-tell`: the requests alone would say so, and the rounds lean that way without being sure. `bursts`: the requests
 * alone would say so, and the rounds do not: one start that went wrong can have made it. `none`: nothing is to be said.
 * `more`: it failed more often in these rounds than requests that fail by chance would, whatever its cause: no merit of such a candidate is believed.
 */
export type FailuresAnswer = {
  readonly state: 'fail' | 'cannot-tell' | 'bursts' | 'none'
  readonly more: boolean
  /** Rounds of the look that settled it, else all. */
  readonly rounds: number
}

/** More failures than one run in twenty of equal images shows: of requests, where they fail independently; of rounds, in any stage of the run. */
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
 * The looks' error is of its own: 1 % for all stages of a run, beside that of the other checks.
 *
 * What Fisher's test alone would call more is `cannot-tell` where the rank-sum test leans that way too, at 5 % for all stages of a run: so often at most are equal
 * images left undecided for it. Otherwise it is `bursts`, which is shown and decides nothing: more rounds would not make one event into many.
 */
export function decideFailures(
  rounds: readonly FailureRound[],
  looks: readonly Look[],
  stages: number,
): FailuresAnswer {
  const reached = looks.filter((look) => look.rounds <= rounds.length)
  const settled = reached.find((look) => isSurelyMore(rounds.slice(0, look.rounds), levels(look, looks)))
  if (settled !== undefined) return { state: 'fail', more: true, rounds: settled.rounds }
  const p = pooledP(rounds)
  return { state: unsettled(rounds, p, Math.max(1, stages)), more: p <= SUSPICION, rounds: rounds.length }
}

function unsettled(rounds: readonly FailureRound[], p: number, stages: number): FailuresAnswer['state'] {
  if (p > FALSE_ALARM / stages) return 'none'
  return rankSumP(...shares(rounds)) <= SUSPICION / stages ? 'cannot-tell' : 'bursts'
}

type Levels = { readonly ofRequests: number; readonly ofRounds: number }

/**
 * Six rounds cannot give the rank-sum test a smaller p than 1/924. With ten stages or more and no further look that is above the level, and a candidate that failed more
 * often in each of its starts than the baseline in any could not be called so. The last look takes it: there is no stronger evidence that these rounds could have given, and
 * the error stays below 1/924 a stage (1.1 % for ten of them, 1.5 % for fourteen), and far below for requests that fail by themselves, which Fisher's level still holds for.
 */
function levels({ rounds, failAlpha }: Look, looks: readonly Look[]): Levels {
  const isLast = looks.at(-1)?.rounds === rounds
  return { ofRequests: failAlpha, ofRounds: isLast ? Math.max(failAlpha, leastRankSumP(rounds)) : failAlpha }
}

/** The p of two groups that are apart altogether. */
function leastRankSumP(each: number): number {
  return rankSumP(new Array<number>(each).fill(0), new Array<number>(each).fill(1))
}

/** The quick tests come first: of equal images hardly any round gets to the last. */
function isSurelyMore(rounds: readonly FailureRound[], { ofRequests, ofRounds }: Levels): boolean {
  if (pooledP(rounds) > ofRequests) return false
  const [before, now] = shares(rounds)
  if (signedRankP(now.map((value, place) => value - (before[place] ?? 0))) > SIGNED_RANK_ALPHA) return false
  return rankSumP(before, now) <= ofRounds
}

function shares(rounds: readonly FailureRound[]): [before: readonly number[], now: readonly number[]] {
  return [rounds.map(({ baseline }) => share(baseline)), rounds.map(({ candidate }) => share(candidate))]
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

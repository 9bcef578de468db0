import { type Difference, mean, prediction, variance } from '../statistics/statistics.ts'

/** From this many stored runs on, the spread between them is known. */
export const RUNS_FOR_SPREAD = 3

/**
 * What the logarithm of a number is taken to spread by between two runs of one image on one class of machine, until that is known: 5 %. Hosted runners were seen to
 * spread by 2.7 % (CodSpeed 2025, 100 runs each of four suites), two starts of the covertype image on one machine by 2 to 5 %.
 */
export const ASSUMED_SPREAD = 0.05

/** A spread that is only assumed is trusted as far as one that was measured on so many degrees of freedom. */
const ASSUMED_DF = 10

/** Latencies are kept with three digits: runs that all gave the same still spread by this. */
const RESOLUTION = 0.001

/** How far today's number lies from those of stored runs. */
export type StoredDifference = { readonly difference: Difference; readonly isAssumed: boolean }

/**
 * By the spread between stored runs where there are three (Student's t prediction interval); before that by the one that is assumed, together with what the rounds of
 * both sides show of themselves. Rounds alone say nothing of the next run: they are starts of one hour. All numbers are logarithms, more is worse.
 *
 * The standard error of the assumed one is √(a² + a²/K + w² + w²/K) with a = `ASSUMED_SPREAD` and w² the variance of a run's mean over its rounds, a² where it
 * has a single round; degrees of freedom by Satterthwaite (1946).
 */
export function storedDifference(now: readonly number[], before: readonly (readonly number[])[]): StoredDifference {
  if (before.length >= RUNS_FOR_SPREAD) {
    const known = prediction(before.map(mean), mean(now))
    const least = RESOLUTION * Math.sqrt(1 + 1 / before.length)
    return { difference: { ...known, standardError: Math.max(least, known.standardError) }, isAssumed: false }
  }
  const runs = before.length
  const parts = [
    ASSUMED,
    { ...ASSUMED, variance: ASSUMED.variance / runs },
    ofRounds(now),
    ...before.map((run) => ({ ...ofRounds(run), variance: ofRounds(run).variance / runs ** 2 })),
  ]
  const total = parts.reduce((sum, part) => sum + part.variance, 0)
  const df = total ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.df, 0)
  const estimate = mean(now) - mean(before.map(mean))
  return { difference: { estimate, standardError: Math.sqrt(total), df }, isAssumed: true }
}

const ASSUMED = { variance: ASSUMED_SPREAD ** 2, df: ASSUMED_DF }

/** The variance of a run's mean, as far as its rounds show it. */
function ofRounds(rounds: readonly number[]): { readonly variance: number; readonly df: number } {
  if (rounds.length < 2) return ASSUMED
  return { variance: variance(rounds) / rounds.length, df: rounds.length - 1 }
}

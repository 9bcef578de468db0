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

/** A part of the variance of that difference, with the degrees of freedom that it is known by. */
type Part = { readonly variance: number; readonly df: number }

/** The logarithms of one run's rounds. */
type Run = readonly number[]

/**
 * By the spread between stored runs where there are three (Student's t prediction interval); before that by the one that is assumed. Rounds alone say nothing of the
 * next run: they are starts of one hour. They do say how much noisier the mean of few of them is. All numbers are logarithms, more is worse.
 */
export function storedDifference(now: Run, before: readonly Run[]): StoredDifference {
  const isAssumed = before.length < RUNS_FOR_SPREAD
  return { difference: isAssumed ? byAssumption(now, before) : bySpread(now, before), isAssumed }
}

/**
 * The squared standard error is s² · (1 + 1/K) of the K stored runs' means. s² has the noise of their rounds in it, w²/n of each run, so a run of fewer rounds than
 * they had is noisier by w² · (1/n of today - mean of 1/n of the stored), which is added; w² is the variance within runs, pooled over all of them. One of more rounds
 * gets nothing taken off: s² is known too badly for that.
 *
 * Degrees of freedom K - 1, those of s², also where w² is added: between that and the sum of both lies the true tail (Mickey and Brown 1966), and Satterthwaite's,
 * which rise where s² happens to be small, called an equal image slower four times as often as they should.
 */
function bySpread(now: Run, before: readonly Run[]): Difference {
  const { estimate, standardError, df } = prediction(before.map(mean), mean(now))
  const least = RESOLUTION ** 2 * (1 + 1 / before.length)
  const excess = 1 / now.length - mean(before.map((run) => 1 / run.length))
  const added = excess > 0 ? excess * withinRuns([now, ...before]) : 0
  return { estimate, standardError: Math.sqrt(Math.max(least, standardError ** 2) + added), df }
}

/**
 * The squared standard error is a² + a²/K + w² + w²/K with a = `ASSUMED_SPREAD` and w² the variance of a run's mean over its rounds, a² where it has a single
 * round. All that is a² is one assumption, right or wrong as a whole, and so one part. Degrees of freedom by Satterthwaite (1946).
 */
function byAssumption(now: Run, before: readonly Run[]): Difference {
  const runs = before.length
  const weighted = [{ run: now, weight: 1 }, ...before.map((run) => ({ run, weight: 1 / runs ** 2 }))]
  const single = weighted.filter(({ run }) => run.length < 2).reduce((sum, { weight }) => sum + weight, 0)
  const parts: readonly Part[] = [
    { variance: ASSUMED_SPREAD ** 2 * (1 + 1 / runs + single), df: ASSUMED_DF },
    ...weighted
      .filter(({ run }) => run.length > 1)
      .map(({ run, weight }) => ({ variance: (weight * variance(run)) / run.length, df: run.length - 1 })),
  ]
  const total = parts.reduce((sum, part) => sum + part.variance, 0)
  return {
    estimate: mean(now) - mean(before.map(mean)),
    standardError: Math.sqrt(total),
    df: total ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.df, 0),
  }
}

/** The variance between the rounds of a run, pooled over runs; one of them has two rounds or more. */
function withinRuns(runs: readonly Run[]): number {
  const known = runs.filter((run) => run.length > 1)
  const df = known.reduce((sum, run) => sum + run.length - 1, 0)
  return known.reduce((sum, run) => sum + (run.length - 1) * variance(run), 0) / df
}

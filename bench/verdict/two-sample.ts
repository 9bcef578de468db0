import { tDistribution } from '../../src/model/statistics/statistics.ts'

/** What is known of one sample. */
export type Sample = { readonly count: number; readonly mean: number; readonly sd: number }

/** Summary of values; needs two. */
export function sampleOf(values: readonly number[]): Sample {
  const count = values.length
  if (count < 2) throw new Error('a sample needs two values')
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { count, mean, sd: Math.sqrt(squares / (count - 1)) }
}

/** Several samples taken as one: the exact mean and standard deviation of all their values. */
export function poolSamples(samples: readonly Sample[]): Sample {
  const count = samples.reduce((sum, one) => sum + one.count, 0)
  const mean = samples.reduce((sum, one) => sum + one.count * one.mean, 0) / count
  const squares = samples.reduce(
    (sum, one) => sum + (one.count - 1) * one.sd ** 2 + one.count * (one.mean - mean) ** 2,
    0,
  )
  return { count, mean, sd: Math.sqrt(squares / (count - 1)) }
}

/** A difference of two means, b - a, as a t test sees it. */
export type Tested = {
  readonly difference: number
  readonly standardError: number
  readonly df: number
  readonly p: number
}

/** Student's two-sample test, two-sided, with one variance for both (Student 1908). */
export function studentTest(a: Sample, b: Sample): Tested {
  const df = a.count + b.count - 2
  const variance = ((a.count - 1) * a.sd ** 2 + (b.count - 1) * b.sd ** 2) / df
  return test(a, b, Math.sqrt(variance * (1 / a.count + 1 / b.count)), df)
}

/** Welch's two-sample test, two-sided, with a variance for each (Welch 1947). */
export function welchTest(a: Sample, b: Sample): Tested {
  const [va, vb] = [a.sd ** 2 / a.count, b.sd ** 2 / b.count]
  const df = (va + vb) ** 2 / (va ** 2 / (a.count - 1) + vb ** 2 / (b.count - 1))
  return test(a, b, Math.sqrt(va + vb), df)
}

/** Without any spread a difference is certain, and its absence too. */
function test(a: Sample, b: Sample, standardError: number, df: number): Tested {
  const difference = b.mean - a.mean
  if (standardError === 0) return { difference, standardError, df, p: difference === 0 ? 1 : 0 }
  return { difference, standardError, df, p: 2 * tDistribution(-Math.abs(difference) / standardError, df) }
}

import { doubledRanks } from './doubled-ranks.ts'
import { mean, tDistribution, tQuantile, variance } from './statistics.ts'

/**
 * Statistics of rounds in which both sides were measured. One number a round: the logarithm of the ratio of the two sides, turned so that more
 * is worse. A constant factor between machines, hours and days is the same on both sides and falls out of it.
 */

/** The mean of the rounds with what is needed to test it. */
export type PairedMean = { readonly estimate: number; readonly standardError: number; readonly rounds: number }

/**
 * What a ratio is not known better than, as a logarithm: latencies are kept with three digits. Rounds that all gave the same still have this spread between them.
 */
const RESOLUTION = 0.001

/** Mean and standard error s / √n of the rounds' log ratios; needs two rounds. */
export function pairedMean(logRatios: readonly number[]): PairedMean {
  const rounds = logRatios.length
  const estimate = mean(logRatios)
  const spread = Math.max(RESOLUTION, Math.sqrt(variance(logRatios)))
  return { estimate, standardError: spread / Math.sqrt(rounds), rounds }
}

/**
 * One-sided p value of Student's paired t test against "not above `limit`": P(T_{n-1} > (m - limit) / se). Student 1908; exact for normal
 * differences, conservative for symmetric ones with heavy tails.
 */
export function pAbove({ estimate, standardError, rounds }: PairedMean, limit: number): number {
  return tDistribution((limit - estimate) / standardError, rounds - 1)
}

/** The same against "not below `limit`". */
export function pBelow({ estimate, standardError, rounds }: PairedMean, limit: number): number {
  return tDistribution((estimate - limit) / standardError, rounds - 1)
}

/**
 * Hodges–Lehmann estimate: the median of the means of all pairs of values, each with itself too (Hodges and Lehmann 1963). Where it lies
 * further from the mean than the standard error, a few rounds pull the mean.
 */
export function hodgesLehmann(values: readonly number[]): number {
  if (values.length === 0) throw new Error('Hodges–Lehmann of nothing')
  const means = values.flatMap((value, place) => values.slice(place).map((other) => (value + other) / 2))
  means.sort((a, b) => a - b)
  const middle = (means.length - 1) / 2
  return ((means[Math.floor(middle)] ?? Number.NaN) + (means[Math.ceil(middle)] ?? Number.NaN)) / 2
}

/**
 * Exact one-sided p value of Wilcoxon's signed-rank test against "not above 0": the share of all 2^n sign patterns whose sum of positive
 * ranks is at least the one seen (Wilcoxon 1945). Zeros are left out, equal sizes share the mean of their ranks. 1 where nothing is left.
 */
export function signedRankP(values: readonly number[]): number {
  const sizes = values.filter((value) => value !== 0).sort((a, b) => Math.abs(a) - Math.abs(b))
  if (sizes.length === 0) return 1
  const ranks = doubledRanks(sizes.map(Math.abs))
  const seen = ranks.reduce((sum, rank, place) => sum + ((sizes[place] ?? 0) > 0 ? rank : 0), 0)
  const most = ranks.reduce((sum, rank) => sum + rank, 0)
  const ways = new Float64Array(most + 1)
  ways[0] = 1
  for (const rank of ranks)
    for (let sum = most; sum >= rank; sum--) ways[sum] = (ways[sum] ?? 0) + (ways[sum - rank] ?? 0)
  const atLeast = ways.slice(seen).reduce((total, count) => total + count, 0)
  return atLeast / 2 ** ranks.length
}

/**
 * The smallest effect that a test at level `alpha` sees with this power: (t_{1-α} + t_{power}) · se, as a logarithm (Lachin 1981, with t in place
 * of z).
 */
export function smallestEffect({ standardError, rounds }: PairedMean, alpha: number, power: number): number {
  return (tQuantile(1 - alpha, rounds - 1) + tQuantile(power, rounds - 1)) * standardError
}

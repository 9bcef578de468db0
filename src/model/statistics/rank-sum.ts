import { doubledRanks } from './doubled-ranks.ts'

/**
 * Exact one-sided p value of Wilcoxon's rank-sum test against "not higher in `b` than in `a`": of all ways to deal the values to two groups of these sizes,
 * the share in which the ranks of `b` sum up to at least what was seen (Wilcoxon 1945; Mann and Whitney 1947; ties share the mean of their ranks). It holds for
 * any values that either group could have had as well, however they are spread. 1 where a group is empty. Exact to 2^53 ways: 28 values a group.
 */
export function rankSumP(a: readonly number[], b: readonly number[]): number {
  const all = [...a, ...b].sort((one, other) => one - other)
  const ranks = doubledRanks(all)
  const rankOf = new Map(all.map((value, place) => [value, ranks[place] ?? 0]))
  const seen = b.reduce((sum, value) => sum + (rankOf.get(value) ?? 0), 0)
  const ways = waysToSum(ranks, b.length)
  const total = ways.reduce((sum, count) => sum + count, 0)
  return ways.slice(seen).reduce((sum, count) => sum + count, 0) / total
}

/** In how many ways so many of the ranks sum up to each number. */
function waysToSum(ranks: readonly number[], chosen: number): Float64Array {
  const most = ranks.reduce((sum, rank) => sum + rank, 0)
  // By how many are chosen so far; each rank is taken at most once, so the counts are gone through from above.
  const ways = Array.from({ length: chosen + 1 }, () => new Float64Array(most + 1))
  ways[0]?.fill(1, 0, 1)
  for (const rank of ranks) {
    for (let count = chosen; count > 0; count--) {
      const [fewer, here] = [ways[count - 1], ways[count]]
      if (fewer === undefined || here === undefined) continue
      for (let sum = rank; sum <= most; sum++) here[sum] = (here[sum] ?? 0) + (fewer[sum - rank] ?? 0)
    }
  }
  return ways[chosen] ?? new Float64Array(1)
}

import { jStat } from 'jstat'
import { describe, expect, it } from 'vitest'
import { hodgesLehmann, pAbove, pairedMean, pBelow, signedRankP, smallestEffect } from './paired-statistics.ts'

/** The sleep of ten patients under two drugs: the differences that Student used for his test (Biometrika 6, 1908). */
const SLEEP = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]

describe('the paired t test', () => {
  it('gives the p value of the data it was made for', () => {
    expect(pAbove(pairedMean(SLEEP), 0)).toBeCloseTo(0.001416, 6)
    expect(pBelow(pairedMean(SLEEP), 0)).toBeCloseTo(1 - 0.001416, 6)
  })

  it("has jStat's tail beyond any limit", () => {
    const { estimate, standardError, rounds } = pairedMean(SLEEP)
    for (const limit of [-1, 0, 0.5, 1.58, 3]) {
      const tail = 1 - jStat.studentt.cdf((estimate - limit) / standardError, rounds - 1)
      expect(pAbove(pairedMean(SLEEP), limit)).toBeCloseTo(tail, 9)
    }
  })

  it('is even odds at the estimate itself', () => {
    const mean = pairedMean(SLEEP)
    expect(pAbove(mean, mean.estimate)).toBeCloseTo(0.5, 12)
  })

  it('takes rounds that all gave the same as known to three digits, and no better', () => {
    expect(pairedMean([0.1, 0.1, 0.1, 0.1]).standardError).toBe(0.0005)
    expect(pAbove(pairedMean([0.1, 0.1, 0.1]), 0)).toBeLessThan(0.001)
    expect(pAbove(pairedMean([0.0001, 0.0001, 0.0001]), 0)).toBeGreaterThan(0.05)
  })
})

describe('Hodges–Lehmann', () => {
  it.each([
    [[3], 3],
    [[1, 2], 1.5],
    [[1, 2, 9], 3.5],
    [[0, 0, 0, 100], 0],
  ])('of %j is %d', (values, expected) => {
    expect(hodgesLehmann(values)).toBe(expected)
  })

  it('is less moved by one wild value than the mean', () => {
    const calm = [1, 2, 3, 4, 5, 6, 7]
    expect(hodgesLehmann([...calm, 1000])).toBeLessThan(6)
    expect(hodgesLehmann(calm)).toBe(4)
  })
})

describe('the exact signed-rank test', () => {
  it.each([
    // Six positive differences: one pattern of 64.
    [[1, 2, 3, 4, 5, 6], 1 / 64],
    [[-1, 2, 3, 4, 5, 6], 2 / 64],
    // {1}, {2} and {} as negative: sums 21, 20, 19.
    [[1, -2, 3, 4, 5, 6], 3 / 64],
    [[-1, -2, -3], 1],
    [[0, 0, 5], 1 / 2],
    [[], 1],
  ])('of %j is %d', (values, expected) => {
    expect(signedRankP(values)).toBeCloseTo(expected, 12)
  })

  it('shares ranks among equal sizes: the p value of every order is the same', () => {
    expect(signedRankP([2, -2, 2, 5])).toBeCloseTo(signedRankP([5, 2, 2, -2]), 12)
    // Ranks 2, 2, 2, 4: sums of at least 8 have 4 + 2 + 2 (three ways) and all (one way).
    expect(signedRankP([2, -2, 2, 5])).toBeCloseTo(4 / 16, 12)
  })

  it('agrees with counting all sign patterns', () => {
    const values = [0.4, -0.1, 0.7, 0.2, -0.3, 0.9, 0.5]
    const ranks = values.map((value) => values.filter((other) => Math.abs(other) <= Math.abs(value)).length)
    const seen = ranks.reduce((sum, rank, place) => sum + ((values[place] ?? 0) > 0 ? rank : 0), 0)
    let atLeast = 0
    for (let pattern = 0; pattern < 2 ** ranks.length; pattern++) {
      const sum = ranks.reduce((total, rank, place) => total + ((pattern >> place) & 1 ? rank : 0), 0)
      if (sum >= seen) atLeast++
    }
    expect(signedRankP(values)).toBeCloseTo(atLeast / 2 ** ranks.length, 12)
  })
})

describe('what could be seen', () => {
  // At a = 0.01/8 and 80 % power, pair sd 2 %, the smallest effect is 5.3 % after 6 rounds and 1.9 % after 20.
  it.each([
    [6, 0.02, 0.053],
    [20, 0.02, 0.019],
    [12, 0.04, 0.055],
  ])('after %i rounds with a spread of %d is %d', (rounds, spread, expected) => {
    const seen = { estimate: 0, standardError: spread / Math.sqrt(rounds), rounds }
    expect(smallestEffect(seen, 0.01 / 8, 0.8)).toBeCloseTo(expected, 3)
  })
})

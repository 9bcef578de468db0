import { jStat } from 'jstat'
import { describe, expect, it } from 'vitest'
import { normal } from '../../../fixtures/normal.ts'
import { SeededRandom } from './seeded-random.ts'
import {
  differenceInterval,
  incompleteBeta,
  logGamma,
  meanInterval,
  prediction,
  shareInterval,
  smallestVisible,
  tDistribution,
  tQuantile,
} from './statistics.ts'

describe('Student t', () => {
  // Values of the printed tables (NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2).
  it.each([
    [0.95, 1, 6.314],
    [0.95, 2, 2.92],
    [0.975, 2, 4.303],
    [0.95, 5, 2.015],
    [0.99, 10, 2.764],
    [0.975, 30, 2.042],
    [0.999, 4, 7.173],
  ])('has the %f quantile of %i degrees of freedom as printed in tables', (p, df, expected) => {
    expect(tQuantile(p, df)).toBeCloseTo(expected, 3)
    expect(tQuantile(1 - p, df)).toBeCloseTo(-expected, 3)
  })

  it('has the closed form of one degree of freedom, the Cauchy distribution', () => {
    for (const t of [-30, -2, -0.1, 0, 0.1, 2, 30]) {
      expect(tDistribution(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12)
    }
  })

  it('has the closed form of two degrees of freedom', () => {
    for (const t of [-9, -1, 0.5, 3, 12]) {
      expect(tDistribution(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12)
    }
  })

  it('inverts itself, also for fractional degrees of freedom', () => {
    for (const df of [1, 2.37, 5, 80.5]) {
      for (const p of [0.51, 0.8, 0.95, 0.9995]) expect(tDistribution(tQuantile(p, df), df)).toBeCloseTo(p, 10)
    }
  })
})

describe('incomplete beta', () => {
  it('is x for a = b = 1 and follows the binomial sum for whole a and b', () => {
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 12)
    // I_x(2, 3) = sum over j >= 2 of C(4, j) x^j (1 - x)^(4 - j)
    const x = 0.4
    expect(incompleteBeta(x, 2, 3)).toBeCloseTo(6 * x ** 2 * 0.6 ** 2 + 4 * x ** 3 * 0.6 + x ** 4, 12)
  })
})

describe('intervals', () => {
  it('gives no failures in n the bound 1 - (1 - confidence)^(1/n)', () => {
    for (const trials of [1, 10, 299, 100_000]) {
      const bounds = shareInterval(0, trials, 0.95)
      expect(bounds.lower).toBe(0)
      expect(bounds.upper).toBeCloseTo(1 - 0.05 ** (1 / trials), 9)
    }
  })

  it('mirrors the bounds of a share and of its complement', () => {
    const bounds = shareInterval(7, 50, 0.95)
    const mirrored = shareInterval(43, 50, 0.95)
    expect(bounds.lower).toBeCloseTo(1 - mirrored.upper, 10)
    expect(bounds.upper).toBeCloseTo(1 - mirrored.lower, 10)
  })

  it('puts the mean in the middle and widens with the spread', () => {
    const narrow = meanInterval([10, 11, 12], 0.95)
    const wide = meanInterval([0, 11, 22], 0.95)
    expect(narrow.estimate).toBe(11)
    // s = 1, n = 3: the margin is 2.92 / sqrt(3).
    expect(narrow.upper - 11).toBeCloseTo(2.92 / Math.sqrt(3), 3)
    expect(wide.upper - 11).toBeCloseTo((narrow.upper - 11) * 11, 6)
  })

  it('sees less when the standard error is larger, and nothing finer than it', () => {
    const of = (standardError: number) => ({ estimate: 0, standardError, df: 4 })
    // t(0.95, 4) + t(0.8, 4).
    expect(smallestVisible(of(1), 0.95, 0.8)).toBeCloseTo(2.132 + 0.941, 3)
    expect(smallestVisible(of(0.1), 0.95, 0.8)).toBeCloseTo(10 * smallestVisible(of(0.01), 0.95, 0.8), 9)
    expect(differenceInterval(of(0.1), 0.95).lower).toBeCloseTo(-0.2132, 4)
  })

  it('predicts a new value less surely than the mean', () => {
    const earlier = [1, 2, 3, 4]
    expect(prediction(earlier, 2.5).standardError).toBeCloseTo(Math.sqrt((5 / 3) * 1.25), 12)
  })

  it('covers a true mean about as often as it claims, over seeded samples', () => {
    const random = new SeededRandom(42)
    let below = 0
    const runs = 4000
    for (let run = 0; run < runs; run++) {
      if (meanInterval([normal(random), normal(random), normal(random)], 0.95).lower > 0) below++
    }
    // One-sided 5 %: the binomial spread of 4000 runs is 0.35 %, so 3.5 % to 6.5 % is more than four of it on either side.
    expect(below / runs).toBeGreaterThan(0.035)
    expect(below / runs).toBeLessThan(0.065)
  })
})

// To seven digits: at one degree of freedom, whose closed form is known, ours is right to 15 and jStat's to eight.
describe('held against jStat', () => {
  const FREEDOM = [1, 2, 2.5, 5, 11, 19, 80.5, 1000]

  it.each(FREEDOM)('the t distribution of %d degrees of freedom is the same', (df) => {
    for (const t of [-40, -4, -1, -0.01, 0, 0.3, 2, 6, 25])
      expect(tDistribution(t, df)).toBeCloseTo(jStat.studentt.cdf(t, df), 7)
  })

  it.each(FREEDOM)('and so are its quantiles, also those that many checks and looks ask for', (df) => {
    for (const p of [0.6, 0.8, 0.95, 0.975, 0.99, 1 - 0.01 / 8, 1 - 3.75e-4, 1 - 1.25e-4]) {
      const theirs = jStat.studentt.inv(p, df)
      expect(tQuantile(p, df) / theirs).toBeCloseTo(1, 7)
    }
  })

  it('the incomplete beta function and the logarithm of gamma are the same', () => {
    for (const [a, b] of [
      [0.5, 0.5],
      [1, 3],
      [2.5, 0.5],
      [12, 80],
      [400, 3],
    ] as const)
      for (const x of [0, 0.01, 0.3, 0.5, 0.97, 1]) expect(incompleteBeta(x, a, b)).toBeCloseTo(jStat.ibeta(x, a, b), 7)
    for (const z of [0.1, 0.5, 1, 1.5, 7, 100, 1e5]) expect(logGamma(z)).toBeCloseTo(jStat.gammaln(z), 7)
  })

  it.each([
    [1, 10],
    [7, 50],
    [49, 50],
    [3, 100_000],
    [5000, 10_000],
  ])('the exact interval of %i in %i is that of the beta quantiles', (events, trials) => {
    const { lower, upper } = shareInterval(events, trials, 0.95)
    expect(lower).toBeCloseTo(jStat.beta.inv(0.05, events, trials - events + 1), 8)
    expect(upper).toBeCloseTo(jStat.beta.inv(0.95, events + 1, trials - events), 8)
  })
})

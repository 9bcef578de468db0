import { describe, expect, test } from 'vitest'
import { Arrivals, type ArrivalsPlan } from './arrivals.ts'

const PLAN: ArrivalsPlan = {
  ratePerSecond: { from: 1000, to: 1000 },
  extent: { by: 'duration', ms: 20_000 },
  arrivals: 'poisson',
  seed: 42,
  thread: 0,
  threads: 1,
}

function timesOf(given: Partial<ArrivalsPlan>): number[] {
  const arrivals = new Arrivals({ ...PLAN, ...given })
  const times: number[] = []
  for (; arrivals.nextMs !== null; arrivals.take()) times.push(arrivals.nextMs)
  return times
}

function countIn(times: readonly number[], fromMs: number, toMs: number): number {
  return times.filter((time) => time >= fromMs && time < toMs).length
}

describe('constant arrivals', () => {
  test('come at even distances, the first at once', () => {
    const times = timesOf({
      arrivals: 'constant',
      ratePerSecond: { from: 4, to: 4 },
      extent: { by: 'duration', ms: 2000 },
    })
    expect(times).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750])
  })

  test.each([1, 3, 7, 80, 333.3, 15_000])('at %d a second are as many as the rate says', (rate) => {
    const times = timesOf({
      arrivals: 'constant',
      ratePerSecond: { from: rate, to: rate },
      extent: { by: 'duration', ms: 30_000 },
    })
    expect(times.length).toBe(Math.ceil(rate * 30 - 1e-6))
  })

  test('of several threads interleave to the arrivals of one', () => {
    const share = { from: 100, to: 100 }
    const shares = [0, 1, 2].flatMap((thread) =>
      timesOf({ arrivals: 'constant', ratePerSecond: share, thread, threads: 3 }),
    )
    const whole = timesOf({ arrivals: 'constant', ratePerSecond: { from: 300, to: 300 } })
    const sorted = shares.sort((one, other) => one - other)
    expect(sorted.length).toBe(whole.length)
    expect(Math.max(...sorted.map((time, place) => Math.abs(time - (whole[place] ?? 0))))).toBeLessThan(1e-6)
  })

  test('of a ramp follow its straight line', () => {
    const times = timesOf({
      arrivals: 'constant',
      ratePerSecond: { from: 0, to: 200 },
      extent: { by: 'duration', ms: 10_000 },
    })
    expect(times.length).toBe(1000)
    // Half of the time, a quarter of the arrivals.
    expect(countIn(times, 0, 5000)).toBe(250)
  })

  test('of a falling ramp end in its last moment', () => {
    const times = timesOf({
      arrivals: 'constant',
      ratePerSecond: { from: 200, to: 0 },
      extent: { by: 'duration', ms: 10_000 },
    })
    expect(times.length).toBe(1000)
    // The one at the very middle may be rounded to either side.
    expect(countIn(times, 0, 4999)).toBe(750)
    expect(times.at(-1)).toBeLessThanOrEqual(10_000)
  })
})

describe('a number of requests', () => {
  test.each(['constant', 'poisson'] as const)('comes out exactly, within the planned length (%s)', (arrivals) => {
    const plan = { arrivals, ratePerSecond: { from: 50, to: 150 }, extent: { by: 'requests', count: 1234 } } as const
    const times = timesOf(plan)
    expect(times.length).toBe(1234)
    expect(new Arrivals({ ...PLAN, ...plan }).lengthMs).toBeCloseTo(12_340)
    expect(times.at(-1)).toBeLessThanOrEqual(12_340)
  })
})

describe('Poisson arrivals', () => {
  test('of the same seed are the same, of another seed or thread others', () => {
    expect(timesOf({})).toEqual(timesOf({}))
    expect(timesOf({ seed: 43 })[0]).not.toBe(timesOf({})[0])
    expect(timesOf({ thread: 1, threads: 2 })[0]).not.toBe(timesOf({})[0])
  })

  test('are never planned backwards or outside of the stage', () => {
    const times = timesOf({ ratePerSecond: { from: 10, to: 3000 } })
    expect(times.every((time, place) => time >= (times[place - 1] ?? 0) && time < 20_000)).toBe(true)
  })

  test('have exponential gaps (Kolmogorov-Smirnov)', () => {
    const times = timesOf({})
    const gaps = times.map((time, place) => time - (times[place - 1] ?? 0)).sort((one, other) => one - other)
    const distance = gaps.map((gap, place) => {
      const share = -Math.expm1(-gap)
      return Math.max(Math.abs(share - place / gaps.length), Math.abs(share - (place + 1) / gaps.length))
    })
    // 99.9 % bound of the distance.
    expect(Math.max(...distance)).toBeLessThan(1.95 / Math.sqrt(gaps.length))
  })

  test.each([
    ['flat', { from: 1000, to: 1000 }],
    ['rising', { from: 0, to: 2000 }],
    ['falling', { from: 1800, to: 200 }],
  ] as const)('of a %s rate come as often as planned in each part of the stage (chi-square)', (_name, ratePerSecond) => {
    const times = timesOf({ ratePerSecond })
    const cells = 20
    const chiSquare = Array.from({ length: cells }, (_, cell) => {
      const middle = (cell + 0.5) / cells
      const expected = (ratePerSecond.from + (ratePerSecond.to - ratePerSecond.from) * middle) * (20 / cells)
      return (countIn(times, (cell * 20_000) / cells, ((cell + 1) * 20_000) / cells) - expected) ** 2 / expected
    }).reduce((sum, term) => sum + term, 0)
    // 99.9th percentile of chi-square with 20 degrees of freedom.
    expect(chiSquare).toBeLessThan(45.3)
  })
})

test('a rate of nothing is refused', () => {
  expect(() => new Arrivals({ ...PLAN, ratePerSecond: { from: 0, to: 0 } })).toThrow(RangeError)
})

import { expect, test } from 'vitest'
import { rateOverLastSecond } from './rate-over-last-second.ts'

test('tells the rate since the start, and after a second that of the last second', () => {
  const rate = rateOverLastSecond()
  expect([250, 500, 750, 1000].map((atMs) => rate(atMs, atMs / 10))).toEqual([100, 100, 100, 100])
  expect(rate(1250, 100)).toBe(75)
  expect([1500, 1750, 2000].map((atMs) => rate(atMs, 100))).toEqual([50, 25, 0])
})

test('tells none where no time has passed', () => {
  expect(rateOverLastSecond()(0, 0)).toBe(0)
})

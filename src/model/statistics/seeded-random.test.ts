import { expect, test } from 'vitest'
import { SeededRandom } from './seeded-random.ts'

test('gives the numbers of the published xoshiro128** 1.1', () => {
  const random = SeededRandom.ofState(1, 2, 3, 4)
  const numbers = Array.from({ length: 8 }, () => random.next())
  // The C source's output for the state 1, 2, 3, 4.
  expect(numbers).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849])
})

test('the same seeds give the same sequence, and any other seed another', () => {
  const first = (...seeds: number[]) => new SeededRandom(...seeds).next()
  expect(first(7, 0)).toBe(first(7, 0))
  const others = [first(7), first(7, 1), first(8, 0), first(7 + 2 ** 40, 0), first(0, 7), first(0), first(0, 0)]
  expect(new Set([first(7, 0), ...others]).size).toBe(others.length + 1)
})

test('numbers below a bound are whole and fall everywhere evenly', () => {
  const random = new SeededRandom(1)
  const counts = Array.from({ length: 10 }, () => 0)
  for (let draw = 0; draw < 100_000; draw++) {
    const number = random.below(10)
    counts[number] = (counts[number] ?? 0) + 1
  }
  const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
  // 99.9th percentile of chi-square with 9 degrees of freedom.
  expect(chiSquare).toBeLessThan(27.9)
})

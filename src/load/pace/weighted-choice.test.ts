import { expect, test } from 'vitest'
import { SeededRandom } from '../../model/statistics/seeded-random.ts'
import { weightedChoice } from './weighted-choice.ts'

test('picks by weight, and never what weighs nothing', () => {
  const pick = weightedChoice([3, 0, 1])
  const random = new SeededRandom(11)
  const counts = [0, 0, 0]
  for (let draw = 0; draw < 40_000; draw++) {
    const place = pick(random)
    counts[place] = (counts[place] ?? 0) + 1
  }
  expect(counts[1]).toBe(0)
  expect(Math.abs((counts[0] ?? 0) - 30_000)).toBeLessThan(4 * Math.sqrt(40_000 * 0.75 * 0.25))
})

test('weights that sum to nothing are refused', () => {
  expect(() => weightedChoice([0, 0])).toThrow(RangeError)
})

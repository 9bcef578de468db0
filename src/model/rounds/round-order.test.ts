import { expect, test } from 'vitest'
import { sideOrder } from './round-order.ts'

test('both sides are first equally often in every two rounds', () => {
  for (let seed = 0; seed < 200; seed++) {
    for (const block of [0, 1, 7]) {
      const firsts = [sideOrder(seed, 2 * block + 1)[0], sideOrder(seed, 2 * block + 2)[0]]
      expect(firsts.sort()).toEqual(['baseline', 'candidate'])
    }
  }
})

test('the same seed gives the same order', () => {
  const order = (seed: number) => Array.from({ length: 20 }, (_, place) => sideOrder(seed, place + 1)[0])
  expect(order(7)).toEqual(order(7))
  expect(order(7)).not.toEqual(order(8))
})

test('which side begins is a fair coin over seeds and over blocks', () => {
  const first = (seed: number, block: number) => sideOrder(seed, 2 * block + 1)[0] === 'candidate'
  const bySeed = Array.from({ length: 2000 }, (_, seed) => first(seed, 0)).filter(Boolean).length
  const byBlock = Array.from({ length: 2000 }, (_, block) => first(1, block)).filter(Boolean).length
  // Five standard deviations of a fair coin thrown 2000 times.
  expect(Math.abs(bySeed - 1000)).toBeLessThan(112)
  expect(Math.abs(byBlock - 1000)).toBeLessThan(112)
})

import { expect, test } from 'vitest'
import { requestSequence } from './request-sequence.ts'

function first(count: number, weights: readonly number[]): number[] {
  const next = requestSequence(weights)
  return Array.from({ length: count }, next)
}

test.each([
  { weights: [1], gives: [0, 0, 0] },
  { weights: [3, 1], gives: [0, 0, 1, 0, 0, 0, 1, 0] },
  { weights: [1, 1, 1], gives: [0, 1, 2, 0, 1, 2] },
  { weights: [5, 1, 1], gives: [0, 0, 1, 0, 2, 0, 0] },
  { weights: [0.5, 0.25], gives: [0, 1, 0] },
])('spreads weights $weights evenly', ({ weights, gives }) => {
  expect(first(gives.length, weights)).toEqual(gives)
})

test('meets whole-number weights exactly after every round of their sum', () => {
  const weights = [7, 2, 4]
  const sent = first(13 * 50, weights)
  for (let round = 0; round < 50; round++) {
    const part = sent.slice(round * 13, (round + 1) * 13)
    expect(weights.map((_, place) => part.filter((one) => one === place).length)).toEqual(weights)
  }
})

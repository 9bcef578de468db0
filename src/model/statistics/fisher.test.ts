import { jStat } from 'jstat'
import { expect, test } from 'vitest'
import { fisherP } from './fisher.ts'

const count = (events: number, trials: number) => ({ events, trials })

test('the lady who tastes tea: three of four right by chance', () => {
  // Fisher, The Design of Experiments (1935): 1 / 70 for all four, 17 / 70 for at least three.
  expect(fisherP(count(0, 4), count(4, 4))).toBeCloseTo(1 / 70, 12)
  expect(fisherP(count(1, 4), count(3, 4))).toBeCloseTo(17 / 70, 12)
})

test.each([
  ['as often on both sides is no evidence', count(50, 1000), count(50, 1000), 0.4, 1],
  ['far more often is', count(5, 10_000), count(200, 10_000), 0, 1e-30],
  ['a handful among few is little', count(0, 20), count(2, 20), 0.2, 0.3],
  ['nothing at all is none', count(0, 1000), count(0, 1000), 1, 1],
  ['no trials say nothing', count(0, 0), count(5, 10), 1, 1],
  ['fewer than the other is none', count(200, 1000), count(5, 1000), 0.999, 1],
])('%s', (_, a, b, least, most) => {
  expect(fisherP(a, b)).toBeGreaterThanOrEqual(least)
  expect(fisherP(a, b)).toBeLessThanOrEqual(most)
})

test.each([
  [count(1, 40), count(6, 38)],
  [count(0, 120), count(3, 110)],
  [count(12, 300), count(30, 280)],
])("is the sum of jStat's hypergeometric tail: %j, %j", (a, b) => {
  const events = a.events + b.events
  let tail = 0
  for (let inB = b.events; inB <= Math.min(events, b.trials); inB++)
    tail += jStat.hypgeom.pdf(inB, a.trials + b.trials, events, b.trials)
  expect(fisherP(a, b)).toBeCloseTo(tail, 9)
})

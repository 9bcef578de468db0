import { expect, test } from 'vitest'
import { connectionSpans } from './connection-spans.ts'

const ALONE = { thread: 0, threads: 1 }
const END = Number.POSITIVE_INFINITY

test.each([
  {
    claim: 'a steady stage has all from start to end',
    ramp: { from: 2, to: 2 },
    spans: [
      [0, END],
      [0, END],
    ],
  },
  {
    claim: 'a ramp up adds the others evenly',
    ramp: { from: 1, to: 5 },
    spans: [
      [0, END],
      [100, END],
      [300, END],
      [500, END],
      [700, END],
    ],
  },
  {
    claim: 'a ramp down gives them up evenly',
    ramp: { from: 3, to: 1 },
    spans: [
      [0, END],
      [0, 600],
      [0, 200],
    ],
  },
  {
    claim: 'a ramp may begin at nothing',
    ramp: { from: 0, to: 2 },
    spans: [
      [200, END],
      [600, END],
    ],
  },
])('$claim', ({ ramp, spans }) => {
  const found = connectionSpans(ramp, 800, ALONE)
  expect(found.map(({ joinsMs, leavesMs }) => [joinsMs, leavesMs])).toEqual(spans)
})

test('the mean over time is the mean of both ends', () => {
  const total = connectionSpans({ from: 3, to: 20 }, 1000, ALONE)
    .map(({ joinsMs, leavesMs }) => Math.min(1000, leavesMs) - joinsMs)
    .reduce((sum, ms) => sum + ms, 0)
  expect(total / 1000).toBeCloseTo((3 + 20) / 2)
})

test('two threads take turns in adding theirs', () => {
  const joins = [0, 1].map((thread) =>
    connectionSpans({ from: 0, to: 2 }, 800, { thread, threads: 2 }).map((span) => span.joinsMs),
  )
  expect(joins).toEqual([
    [100, 500],
    [300, 700],
  ])
})

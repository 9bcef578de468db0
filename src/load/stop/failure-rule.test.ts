import { expect, test } from 'vitest'
import { FailureRule } from './failure-rule.ts'

/** Judges windows of 250 ms, each given as failed of attempts; says which of them stopped the stage, from 1. */
function stopsAt(windows: readonly (readonly [number, number])[]): number | null {
  const rule = new FailureRule({ failureShare: 0.5, forMs: 1000 })
  const stops = windows.map(([failed, attempts], place) =>
    rule.judge({ fromMs: place * 250, toMs: (place + 1) * 250, attempts, failed }),
  )
  return stops.includes(true) ? stops.indexOf(true) + 1 : null
}

test.each<{ claim: string; windows: readonly (readonly [number, number])[]; at: number | null }>([
  { claim: 'stops when the share failed for the time', windows: Array(8).fill([5, 10]), at: 4 },
  { claim: 'lets less than the share pass', windows: Array(40).fill([4, 10]), at: null },
  {
    claim: 'lets a shorter time pass',
    windows: [
      [9, 10],
      [9, 10],
      [9, 10],
      [1, 10],
      [9, 10],
      [9, 10],
    ],
    at: null,
  },
  { claim: 'begins anew after a good window', windows: [[9, 10], [0, 10], ...Array(4).fill([9, 10])], at: 6 },
  {
    claim: 'takes a window in which nothing ended for neither',
    windows: [
      [1, 1],
      [0, 0],
      [0, 0],
      [0, 0],
      [1, 1],
    ],
    at: 5,
  },
  { claim: 'does not stop in a window in which nothing ended', windows: [[1, 1], ...Array(40).fill([0, 0])], at: null },
])('$claim', ({ windows, at }) => {
  expect(stopsAt(windows)).toBe(at)
})

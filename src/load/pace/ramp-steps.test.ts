import { expect, test } from 'vitest'
import { rampSteps } from './ramp-steps.ts'

const TEN_SECONDS = { by: 'duration', ms: 10_000 } as const
const ALONE = { thread: 0, threads: 1 }

test('a steady stage has no steps', () => {
  expect(rampSteps({ from: 5, to: 5 }, TEN_SECONDS, ALONE)).toEqual({ atStart: 5, steps: [] })
})

test('a rising ramp adds one at a time, evenly', () => {
  const { atStart, steps } = rampSteps({ from: 0, to: 4 }, TEN_SECONDS, ALONE)
  expect(atStart).toBe(0)
  expect(steps).toEqual([1250, 3750, 6250, 8750].map((atMs) => ({ atMs, change: 1 })))
})

test('a falling ramp ends one at a time, evenly', () => {
  const { atStart, steps } = rampSteps({ from: 3, to: 1 }, TEN_SECONDS, ALONE)
  expect(atStart).toBe(3)
  expect(steps).toEqual([2500, 7500].map((atMs) => ({ atMs, change: -1 })))
})

test('by number of requests all are there from the start', () => {
  expect(rampSteps({ from: 2, to: 8 }, { by: 'requests', count: 10 }, ALONE)).toEqual({
    atStart: 8,
    steps: [],
  })
})

test('the steps of two threads take turns', () => {
  const share = (thread: number) => rampSteps({ from: 0, to: 2 }, TEN_SECONDS, { thread, threads: 2 }).steps
  expect([...share(0), ...share(1)].map((step) => step.atMs)).toEqual([1250, 6250, 3750, 8750])
})

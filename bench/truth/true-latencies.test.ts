import { describe, expect, it } from 'vitest'
import type { ServedRequest } from '../servers/record.ts'
import type { TruthCase } from './cases.ts'
import { closedLatencies, evenPlan, openLatencies, percentileOf, usersLatencies } from './true-latencies.ts'

const served: ServedRequest = { arrivedMs: 100, writtenMs: 150, status: 200, first: false, id: null }

describe('the true latency of a closed loop', () => {
  it.each([
    { name: 'is service and the way there', request: served, truth: [51] },
    { name: 'takes the way of a connection that is opened', request: { ...served, first: true }, truth: [55] },
    { name: 'leaves out what failed', request: { ...served, status: 503 }, truth: [] },
    { name: 'leaves out what was never written', request: { ...served, writtenMs: null }, truth: [] },
  ])('$name', ({ request, truth }) => {
    expect(closedLatencies({ requests: [request] }, { keptMs: [1], openedMs: [5] })).toEqual(truth)
  })

  it('gives each request one of the measured ways, in turn', () => {
    const requests = [served, served, served]
    expect(closedLatencies({ requests }, { keptMs: [1, 2], openedMs: [] })).toEqual([51, 52, 51])
  })
})

it('of users leaves out the first request of each, which is of the spawn phase', () => {
  const requests = [0, 1, 2, 3].map((place) => ({ ...served, arrivedMs: 100 + place, writtenMs: 150 + 10 * place }))
  expect(usersLatencies({ requests: requests.toReversed() }, { keptMs: [1], openedMs: [] }, 2)).toEqual([69, 78])
})

it('of a schedule counts from the plan, and a wait before the send with it', () => {
  const truthCase: TruthCase = { name: '', path: '/constant-5', connections: 1, ratePerSecond: 100, seconds: 1 }
  // The third was planned 10 ms after the second, and came 40 ms after it.
  const requests = [101, 112, 152].map((arrivedMs) => ({ ...served, arrivedMs, writtenMs: arrivedMs + 5 }))
  const ways = { keptMs: [1, 2], openedMs: [] }
  expect(openLatencies({ requests }, ways, evenPlan(truthCase))).toEqual([6, 7, 37])
})

describe('a percentile', () => {
  it.each([
    { percent: 50, value: 2 },
    { percent: 75, value: 3 },
    { percent: 76, value: 4 },
    { percent: 99, value: 4 },
  ])('is the nearest rank: p$percent of 4, 1, 3, 2 is $value', ({ percent, value }) => {
    expect(percentileOf([4, 1, 3, 2], percent)).toBe(value)
  })
})

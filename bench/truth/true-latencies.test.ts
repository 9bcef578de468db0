import { describe, expect, it } from 'vitest'
import type { ServedRequest } from '../servers/record.ts'
import { closedLatencies, percentileOf } from './true-latencies.ts'

const served: ServedRequest = { arrivedMs: 100, writtenMs: 150, status: 200, first: false, id: null }

describe('the true latency of a closed loop', () => {
  it.each([
    { name: 'is service and the way there', request: served, truth: [51] },
    { name: 'takes the way of a connection that is opened', request: { ...served, first: true }, truth: [55] },
    { name: 'leaves out what failed', request: { ...served, status: 503 }, truth: [] },
    { name: 'leaves out what was never written', request: { ...served, writtenMs: null }, truth: [] },
  ])('$name', ({ request, truth }) => {
    expect(closedLatencies({ requests: [request], cpuShare: 0 }, { keptMs: [1], openedMs: [5] })).toEqual(truth)
  })

  it('gives each request one of the measured ways, in turn', () => {
    const requests = [served, served, served]
    expect(closedLatencies({ requests, cpuShare: 0 }, { keptMs: [1, 2], openedMs: [] })).toEqual([51, 52, 51])
  })
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

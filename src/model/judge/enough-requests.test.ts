import { describe, expect, it } from 'vitest'
import type { MetricId } from '../metrics/metric-id.ts'
import { METRICS } from '../metrics/metrics.ts'
import { plainText } from '../outside.ts'
import { withEnoughRequests } from './enough-requests.ts'

const used = (tolerances: Partial<Record<MetricId, number>>, requests: number) =>
  withEnoughRequests(
    Object.entries(tolerances).map(([id, tolerance]) => ({ metric: METRICS[id as MetricId], tolerance })),
    requests,
  ).map(({ metric, tolerance, asked, instead }) => [metric.id, tolerance, asked, instead && plainText(instead)])

describe('of a percentile with too few requests', () => {
  it.each<[MetricId, number, string]>([
    ['p99', 2000, 'p99'],
    ['p99', 1999, 'p95'],
    ['p99', 399, 'p90'],
    ['p99', 149, 'p50'],
    ['p95', 400, 'p95'],
    ['p95', 399, 'p90'],
    ['p95', 0, 'p50'],
    ['p90', 149, 'p50'],
    ['p50', 0, 'p50'],
    ['rps', 0, 'rps'],
    ['memory-peak', 0, 'memory-peak'],
  ])('the next one down stands for it: %s with %i requests is %s', (asked, requests, expected) => {
    expect(used({ [asked]: 0.1 }, requests).map(([id]) => id)).toEqual([expected])
  })

  it('says for which it stands, and why', () => {
    expect(used({ p95: 0.1 }, 300)).toEqual([['p90', 0.1, 'p95', 'p90 instead of p95: 300 requests a round']])
  })
})

describe('several that come to the same', () => {
  it('are one check with the least of their tolerances', () => {
    expect(used({ p95: 0.1, p99: 0.2, p90: 0.15 }, 300)).toEqual([
      ['p90', 0.1, 'p95', 'p90 instead of p95 and p99: 300 requests a round'],
    ])
  })

  it('are the one that was named, where it asks for as little', () => {
    expect(used({ p95: 0.1, p99: 0.1, p90: 0.1 }, 300)).toEqual([
      ['p90', 0.1, 'p90', 'p90 instead of p95 and p99: 300 requests a round'],
    ])
  })

  it('stay apart where there are requests enough', () => {
    expect(used({ p95: 0.1, p99: 0.2, rps: 0.05 }, 2000).map(([id]) => id)).toEqual(['p95', 'p99', 'rps'])
  })
})

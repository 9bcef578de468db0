import { describe, expect, it } from 'vitest'
import { stageSamples } from '../../fixtures/results.ts'
import { attempts, failures, joinGroups, mergeSamples, newHistogram, percentile } from './samples.ts'

describe('a percentile', () => {
  it('is the nearest rank, to three digits, for every number of answers', () => {
    for (const count of [1, 2, 3, 19, 20, 21, 99, 100, 101, 700]) {
      const micros = Array.from({ length: count }, (_, index) => 1000 + index * 37)
      const histogram = newHistogram()
      for (const value of micros) histogram.recordValue(value)
      for (const percent of [1, 50, 90, 95, 99, 100]) {
        const exact = micros[Math.max(0, Math.ceil((percent / 100) * count - 1e-9) - 1)] ?? 0
        const found = percentile({ histogram, timeouts: 0, timeoutMs: 0 }, percent)
        if (found.state !== 'value') throw new Error('there are answers')
        expect(Math.abs(found.ms * 1000 - exact) / exact).toBeLessThan(0.001)
      }
    }
  })

  it('ranks a timeout above every latency', () => {
    const histogram = newHistogram()
    histogram.recordValueWithCount(5000, 95)
    const samples = { histogram, timeouts: 5, timeoutMs: 2000 }
    expect(percentile(samples, 95)).toMatchObject({ state: 'value' })
    expect(percentile(samples, 95.1)).toEqual({ state: 'beyond', timeoutMs: 2000 })
  })

  it('is the nearest rank for every count, also where floating point comes out a hair above it', () => {
    const histogram = newHistogram()
    const wrong: string[] = []
    // Below 2048 µs every value has a bucket of its own: the value is the rank.
    for (let answered = 1; answered <= 1500; answered++) {
      histogram.recordValue(answered)
      for (const percent of [50, 75, 90, 95, 99, 99.9]) {
        const found = percentile({ histogram, timeouts: 0, timeoutMs: 0 }, percent)
        const rank = Math.ceil(Math.round(percent * 10 * answered) / 1000)
        if (found.state !== 'value' || Math.round(found.ms * 1000) !== rank) wrong.push(`p${percent} of ${answered}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it('is none, never zero, where nothing succeeded', () => {
    expect(percentile({ histogram: newHistogram(), timeouts: 0, timeoutMs: 0 }, 50)).toEqual({ state: 'none' })
    expect(percentile({ histogram: newHistogram(), timeouts: 9, timeoutMs: 1000 }, 50)).toEqual({ state: 'none' })
  })
})

describe('samples taken together', () => {
  it('have the counts of all, and a percentile of all answers and not a mean of percentiles', () => {
    const fast = stageSamples({ ok: 900, latencyMs: 10 }).perRequest
    const slow = stageSamples({
      ok: 100,
      latencyMs: 1000,
      timeouts: 3,
      unexpectedStatus: 2,
      connectionErrors: 1,
    }).perRequest
    const merged = mergeSamples([...fast, ...slow])
    expect([merged.ok, failures(merged), attempts(merged), merged.timeoutMs]).toEqual([1000, 6, 1006, 10_000])
    const p50 = percentile(merged, 50)
    expect(p50.state === 'value' && Math.round(p50.ms)).toBe(10)
    const p95 = percentile(merged, 95)
    expect(p95.state === 'value' && Math.round(p95.ms / 10)).toBe(100)
  })

  it('group failures of one kind with the first and last time of both', () => {
    const group = { kind: 'status', status: 503, count: 2, firstMs: 10, lastMs: 20, example: null } as const
    const other = { ...group, count: 3, firstMs: 5, lastMs: 15, example: { outside: 'busy' } }
    expect(joinGroups(group, other)).toEqual({ ...group, count: 5, firstMs: 5, lastMs: 20, example: other.example })
  })
})

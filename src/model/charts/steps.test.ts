import { describe, expect, it } from 'vitest'
import { stageSamples } from '../../../fixtures/results.ts'
import type { StageSamples, Window } from '../samples.ts'
import { stepsOf } from './steps.ts'

function windows(count: number, given: (place: number) => Partial<Window> = () => ({})): readonly Window[] {
  return Array.from({ length: count }, (_, place) => ({
    fromMs: place * 250,
    ok: 10,
    failed: 0,
    p50Micros: 1000,
    p95Micros: 2000,
    p99Micros: 3000,
    ...given(place),
  }))
}

function steps(all: readonly Window[], most = 4000, seconds = all.length / 4) {
  return stepsOf({ ...stageSamples({ seconds }), windows: all }, most)
}

describe('the steps of a curve', () => {
  it('are the recorded ones of a short stage, each in its middle', () => {
    const { x, p50, p95, p99, rates } = steps(windows(4))
    expect(x).toEqual([0.13, 0.38, 0.63, 0.88])
    expect([p50, p95, p99]).toEqual([
      [1, 1, 1, 1],
      [2, 2, 2, 2],
      [3, 3, 3, 3],
    ])
    expect(rates.okPerSecond).toEqual([40, 40, 40, 40])
  })

  it('take rates of a longer stage over a second, and keep its latencies as they are', () => {
    const { x, rates } = steps(windows(120))
    expect([x.length, rates.x.length]).toEqual([120, 30])
    expect(new Set(rates.okPerSecond)).toEqual(new Set([40]))
  })

  it('lose no peak of a latency and no failure where several are taken together', () => {
    const all = windows(4000, (place) => (place === 1234 ? { p95Micros: 99_000, failed: 8 } : {}))
    const { p95, failures } = steps(all)
    expect(p95.length).toBeLessThanOrEqual(240)
    expect(Math.max(...p95.map((value) => value ?? 0))).toBe(99)
    expect(Math.max(...failures.perSecond)).toBeGreaterThan(0)
  })

  it('show failures in all of the curve: a timeout runs out after the last request was sent', () => {
    const all = windows(60, (place) => (place === 58 ? { ok: 0, failed: 6 } : {}))
    const { x, perSecond } = steps(all, 4000, 10).failures
    expect(x.at(-1)).toBeGreaterThan(14)
    // Three windows of a quarter second in a step.
    expect(perSecond.reduce((sum, one) => sum + 0.75 * one, 0)).toBe(6)
  })

  it('are fewer where many curves share a chart', () => {
    expect(steps(windows(400), 100).x.length).toBeLessThanOrEqual(100)
    expect(steps(windows(400), 1).x.length).toBeGreaterThanOrEqual(20)
  })

  it('give no rate of the time in which only the last answers were waited for', () => {
    const { x, rates } = steps(windows(6), 4000, 1.1)
    expect([x.length, rates.x.length]).toEqual([5, 4])
  })

  it('end a closed loop with its stage: what only ends after it has no percentile of its own', () => {
    const ends = (seconds: number, offeredPerSecond: StageSamples['offeredPerSecond'] = null) =>
      stepsOf({ ...stageSamples({ seconds }), windows: windows(5), offeredPerSecond }, 4000)
    expect([ends(1).x.length, ends(1).p95.length, ends(1).failures.x.length]).toEqual([4, 4, 5])
    expect(ends(1.1).x.length).toBe(5)
    // The fifth begins half a second after the end: somebody has waited for it.
    expect(ends(0.5).x.length).toBe(5)
    expect(ends(1, { from: 40, to: 40 }).x.length).toBe(5)
  })

  it('give the rates of users from when all have spawned, on the same clock as the rest', () => {
    const after = windows(44).map((window) => ({ ...window, fromMs: window.fromMs + 9_000 }))
    const users = {
      ...stageSamples({ seconds: 10 }),
      windows: after,
      spawn: { seconds: 9.4, ok: 50, failed: 0, perRequest: [] },
    }
    const { x, rates } = stepsOf(users, 4000)
    expect([x[0], x.length]).toEqual([9.13, 44])
    expect([rates.x[0], rates.x.at(-1)]).toEqual([9.75, 18.75])
    expect(new Set(rates.okPerSecond)).toEqual(new Set([40]))
  })

  it('have a gap where nothing succeeded', () => {
    const none = { ok: 0, failed: 3, p50Micros: null, p95Micros: null, p99Micros: null }
    const { p50, failures } = steps(windows(3, (place) => (place === 1 ? none : {})))
    expect(p50).toEqual([1, null, 1])
    expect(failures.perSecond).toEqual([0, 12, 0])
  })

  it('are none of a stage without a curve', () => {
    expect(steps([])).toEqual({
      x: [],
      p50: [],
      p95: [],
      p99: [],
      rates: { x: [], okPerSecond: [] },
      failures: { x: [], perSecond: [] },
    })
  })
})

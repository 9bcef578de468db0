import { describe, expect, it } from 'vitest'
import { stageSamples } from '../../../fixtures/results.ts'
import type { Window } from '../samples.ts'
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

function steps(all: readonly Window[], curves = 1, seconds = all.length / 4) {
  return stepsOf({ ...stageSamples({ seconds }), windows: all }, curves)
}

describe('the steps of a curve', () => {
  it('are the recorded ones of a short stage, each in its middle', () => {
    const { x, p50, p95, p99, whole } = steps(windows(4))
    expect(x).toEqual([0.13, 0.38, 0.63, 0.88])
    expect([p50, p95, p99]).toEqual([
      [1, 1, 1, 1],
      [2, 2, 2, 2],
      [3, 3, 3, 3],
    ])
    expect(whole.okPerSecond).toEqual([40, 40, 40, 40])
  })

  it('take rates of a longer stage over a second, and keep its latencies as they are', () => {
    const { x, whole } = steps(windows(120))
    expect([x.length, whole.x.length]).toEqual([120, 30])
    expect(new Set(whole.okPerSecond)).toEqual(new Set([40]))
  })

  it('lose no peak of a latency and no failure where several are taken together', () => {
    const all = windows(4000, (place) => (place === 1234 ? { p95Micros: 99_000, failed: 8 } : {}))
    const { p95, whole } = steps(all)
    expect(p95.length).toBeLessThanOrEqual(240)
    expect(Math.max(...p95.map((value) => value ?? 0))).toBe(99)
    expect(Math.max(...whole.failedPerSecond)).toBeGreaterThan(0)
  })

  it('are fewer where many curves share a chart', () => {
    expect(steps(windows(400), 40).x.length).toBeLessThanOrEqual(100)
    expect(steps(windows(400), 4000).x.length).toBeGreaterThanOrEqual(20)
  })

  it('give no rate of the time in which only the last answers were waited for', () => {
    const { x, whole } = steps(windows(6), 1, 1.1)
    expect([x.length, whole.x.length]).toEqual([6, 4])
  })

  it('have a gap where nothing succeeded', () => {
    const none = { ok: 0, failed: 3, p50Micros: null, p95Micros: null, p99Micros: null }
    const { p50, whole } = steps(windows(3, (place) => (place === 1 ? none : {})))
    expect(p50).toEqual([1, null, 1])
    expect(whole.failedPerSecond).toEqual([0, 12, 0])
  })

  it('are none of a stage without a curve', () => {
    expect(steps([])).toEqual({
      x: [],
      p50: [],
      p95: [],
      p99: [],
      whole: { x: [], okPerSecond: [], failedPerSecond: [] },
    })
  })
})

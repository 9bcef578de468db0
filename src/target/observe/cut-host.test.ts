import { describe, expect, it } from 'vitest'
import { cutHost, type HostSample } from './cut-host.ts'

/** Two cores of four busy, a tenth stolen, a quarter ours. */
const samples: readonly HostSample[] = Array.from({ length: 11 }, (_, second) => ({
  atMs: 5000 + second * 1000,
  cores: 4,
  busySeconds: 100 + second * 2,
  stolenSeconds: 7 + second / 10,
  ourSeconds: 3 + second / 4,
}))
const half = (fromMs: number, toMs: number) => (toMs - fromMs) / 2000

describe('cutHost', () => {
  it('gives cores in use, and to others what neither we nor the target used', () => {
    const host = cutHost(samples, { fromMs: 6500, toMs: 9250 }, half)
    expect(host?.cores).toBe(4)
    expect(host?.busy).toBeCloseTo(2, 9)
    expect(host?.stolen).toBeCloseTo(0.1, 9)
    expect(host?.ours).toBeCloseTo(0.25, 9)
    expect(host?.others).toBeCloseTo(1.25, 9)
  })

  it('gives others nothing where the counters’ grain makes it less', () => {
    expect(cutHost(samples, { fromMs: 6000, toMs: 9000 }, () => 60)?.others).toBe(0)
  })

  it('looks at the part of the stretch that was read', () => {
    expect(cutHost(samples, { fromMs: 0, toMs: 99_000 }, half)?.busy).toBeCloseTo(2, 9)
  })

  it('has no rates in no time, and nothing where nothing was read', () => {
    expect(cutHost(samples, { fromMs: 6000, toMs: 6000 }, half)).toEqual({
      cores: 4,
      busy: 0,
      stolen: 0,
      ours: 0,
      others: 0,
    })
    expect(cutHost([], { fromMs: 0, toMs: 1000 }, half)).toBeNull()
  })
})

import { describe, expect, it } from 'vitest'
import { outside } from '../../model/outside.ts'
import { type CpuUsers, cutHost, type HostSample } from './cut-host.ts'

/** Two cores of four busy, a tenth stolen, a quarter ours. */
const samples: readonly HostSample[] = Array.from({ length: 11 }, (_, second) => ({
  atMs: 5000 + second * 1000,
  cores: 4,
  busySeconds: 100 + second * 2,
  stolenSeconds: 7 + second / 10,
  ourSeconds: 3 + second / 4,
}))
const half = (fromMs: number, toMs: number) => (toMs - fromMs) / 2000
const nobody: CpuUsers = { target: () => 0, dependencies: () => 0, proxies: () => 0, busiest: () => null }
const users: CpuUsers = { ...nobody, target: half }

describe('cutHost', () => {
  it('gives cores in use, and to others what neither we nor the target used', () => {
    const host = cutHost(samples, { fromMs: 6500, toMs: 9250 }, users)
    expect(host?.cores).toBe(4)
    expect(host?.busy).toBeCloseTo(2, 9)
    expect(host?.stolen).toBeCloseTo(0.1, 9)
    expect(host?.ours).toBeCloseTo(0.25, 9)
    expect(host?.others).toBeCloseTo(1.25, 9)
  })

  it('gives others neither what the target needs around it nor what its way in takes, and names the busiest of them', () => {
    const busiest = { name: outside('ci-db'), seconds: 1.5 }
    const all: CpuUsers = { target: half, dependencies: () => 1.5, proxies: () => 0.3, busiest: () => busiest }
    const host = cutHost(samples, { fromMs: 6000, toMs: 9000 }, all)
    expect(host?.dependencies).toBeCloseTo(0.5, 9)
    expect(host?.proxies).toBeCloseTo(0.1, 9)
    expect(host?.others).toBeCloseTo(2 - 0.25 - 0.5 - 0.5 - 0.1, 9)
    expect(host?.busiest).toEqual({ name: busiest.name, cores: 0.5 })
  })

  it('gives others nothing where the counters’ grain makes it less', () => {
    expect(cutHost(samples, { fromMs: 6000, toMs: 9000 }, { ...nobody, target: () => 60 })?.others).toBe(0)
  })

  it('looks at the part of the stretch that was read', () => {
    expect(cutHost(samples, { fromMs: 0, toMs: 99_000 }, users)?.busy).toBeCloseTo(2, 9)
  })

  it('has no rates in no time, and nothing where nothing was read', () => {
    expect(cutHost(samples, { fromMs: 6000, toMs: 6000 }, users)).toEqual({
      cores: 4,
      busy: 0,
      stolen: 0,
      ours: 0,
      dependencies: 0,
      proxies: 0,
      others: 0,
      busiest: null,
    })
    expect(cutHost([], { fromMs: 0, toMs: 1000 }, users)).toBeNull()
  })
})

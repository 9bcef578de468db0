import { describe, expect, it } from 'vitest'
import type { History } from './container-history.ts'
import { cpuSecondsWithin, cutFigures } from './cut-figures.ts'
import { nothingYet, type Sample } from './reading.ts'

/** Half a core and 5 of 10 periods throttled in each second, memory growing by 10 a sample, four samples a second. */
function steady(count: number): readonly Sample[] {
  const samples = Array.from({ length: count }, (_, index): Sample => {
    const seconds = (index + 1) / 4
    return {
      ...nothingYet,
      atMs: 1000 + seconds * 1000,
      cpuSeconds: seconds / 2,
      throttling: { periods: seconds * 10, throttledPeriods: seconds * 5, throttledSeconds: seconds / 4 },
      workingSetBytes: (index + 1) * 10,
      cacheBytes: index + 1,
      peakBytes: (index + 1) * 20,
      oomKills: 0,
      network: { receivedBytes: seconds * 1000, sentBytes: seconds * 100 },
      blockIo: { readBytes: seconds * 8, writtenBytes: 0 },
      pids: 3,
      peakPids: 7,
    }
  })
  return [{ ...nothingYet, atMs: 1000 }, ...samples]
}

function history(given: Partial<History> = {}): History {
  return { source: 'cgroup-v2', samples: steady(40), unreadKills: [], restarts: [], hasQuota: true, ...given }
}

describe('cutFigures', () => {
  it('draws counters straight between the samples around each end', () => {
    const figures = cutFigures(history(), 2100, 4200)
    expect(figures.cpuSeconds).toBeCloseTo(1.05, 9)
    expect(figures.throttling?.periods).toBe(21)
    expect(figures.throttling?.throttledSeconds).toBeCloseTo(0.525, 9)
    expect(figures.network).toEqual({ receivedBytes: 2100, sentBytes: 210 })
    expect(figures.blockIo).toEqual({ readBytes: 17, writtenBytes: 0 })
  })

  it('has the start of the container in it where the stretch begins with it, or before', () => {
    expect(cutFigures(history(), 1000, 3000).cpuSeconds).toBeCloseTo(1, 9)
    expect(cutFigures(history(), 0, 3000).cpuSeconds).toBeCloseTo(1, 9)
  })

  it('gives the whole when stretches that follow one another are added', () => {
    const ends = [1000, 1777, 2345, 9000, 20_000]
    const parts = ends.slice(1).map((toMs, index) => cutFigures(history(), ends[index] ?? 0, toMs).cpuSeconds)
    expect(parts.reduce((sum, part) => sum + part)).toBeCloseTo(cutFigures(history(), 1000, 20_000).cpuSeconds, 9)
  })

  it('takes levels within the stretch: the most working set, the cache at the end, the kernel’s peak by then', () => {
    expect(cutFigures(history(), 2000, 3100).memory).toEqual({ peakBytes: 160, mostWorkingSetBytes: 80, cacheBytes: 8 })
  })

  it('takes the level before where no sample lies within the stretch', () => {
    expect(cutFigures(history(), 2010, 2020).memory.mostWorkingSetBytes).toBe(40)
  })

  it('counts nothing beyond the last sample, and keeps the last levels', () => {
    const ended = cutFigures(history({ samples: steady(8) }), 2500, 60_000)
    expect(ended.cpuSeconds).toBeCloseTo(0.25, 9)
    expect(ended.memory.peakBytes).toBe(160)
    expect(cutFigures(history({ samples: steady(8) }), 30_000, 60_000)).toMatchObject({ cpuSeconds: 0, series: [] })
  })

  it('has no throttling without a quota, also in the curve', () => {
    const figures = cutFigures(history({ hasQuota: false }), 1000, 5000)
    expect(figures.throttling).toBeNull()
    expect(figures.series.every((point) => point.throttledShare === 0)).toBe(true)
  })

  it('takes the kernel’s mark of processes only where it rose within the stretch', () => {
    expect(cutFigures(history(), 1000, 5000).mostPids).toBe(7)
    expect(cutFigures(history(), 2000, 5000).mostPids).toBe(3)
  })

  it('counts kills whole, and those that were never read, and restarts, in the stretch in which they were', () => {
    const killed = steady(8).map((sample) => ({ ...sample, oomKills: sample.atMs >= 2000 ? 1 : 0 }))
    const given = history({ samples: killed, unreadKills: [3300], restarts: [2600] })
    const stretches = [
      [1000, 1900],
      [1900, 2500],
      [2500, 3200],
      [3200, 4000],
    ] as const
    expect(stretches.map(([from, to]) => cutFigures(given, from, to).oomKills)).toEqual([0, 1, 0, 1])
    expect(stretches.map(([from, to]) => cutFigures(given, from, to).restarts)).toEqual([0, 0, 1, 0])
    const inSteps = stretches.map(([from, to]) => cutFigures(given, from, to).series.map(({ restarts }) => restarts))
    expect(inSteps.map((steps) => steps.reduce((sum, one) => sum + one, 0))).toEqual([0, 0, 1, 0])
  })

  it('says nothing of what the end does not know', () => {
    const samples = steady(4).map((sample) => ({ ...sample, blockIo: null, network: null }))
    expect(cutFigures(history({ samples }), 1000, 2000)).toMatchObject({ blockIo: null, network: null })
  })

  it('gives zeros for a container of which nothing was ever read', () => {
    const samples = [{ ...nothingYet, atMs: 1000 }]
    expect(cutFigures(history({ samples, unreadKills: [1500] }), 1000, 2000)).toMatchObject({
      cpuSeconds: 0,
      oomKills: 1,
      memory: { peakBytes: null, mostWorkingSetBytes: 0, cacheBytes: 0 },
      mostPids: null,
      series: [],
    })
  })
})

describe('the curve', () => {
  it('has a point for each sample and the end, with rates over its step', () => {
    const { series } = cutFigures(history(), 2100, 2800)
    expect(series.map((point) => point.atMs)).toEqual([150, 400, 650, 700])
    expect(series.every((point) => point.cpu === 0.5 && point.throttledShare === 0.5)).toBe(true)
    expect(series.map((point) => point.workingSetBytes)).toEqual([50, 60, 70, 70])
  })

  it('has longer steps in a long stretch, and loses no kill and no peak by that', () => {
    const samples = steady(4000).map((sample, index) => ({
      ...sample,
      oomKills: Math.floor(index / 1000),
      workingSetBytes: index === 1234 ? 9999 : 1,
    }))
    const figures = cutFigures(history({ samples }), 1000, 1_001_000)
    expect(figures.series.length).toBeLessThanOrEqual(241)
    expect(figures.series.length).toBeGreaterThan(150)
    expect(figures.series.reduce((sum, point) => sum + point.oomKills, 0)).toBe(figures.oomKills)
    expect(Math.max(...figures.series.map((point) => point.workingSetBytes))).toBe(9999)
  })

  it('ends with the last sample of a container that has ended, its kill in the last step', () => {
    const { series } = cutFigures(history({ samples: steady(8), unreadKills: [3050] }), 2500, 60_000)
    expect(series.at(-1)).toMatchObject({ atMs: 500, cpu: 0.5, oomKills: 1 })
  })
})

describe('cpuSecondsWithin', () => {
  it('is what the figures say', () => {
    expect(cpuSecondsWithin(history(), 2100, 4200)).toBe(cutFigures(history(), 2100, 4200).cpuSeconds)
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseEngineStats } from './engine-stats.ts'

function read(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`../../../fixtures/${name}.json`, import.meta.url), 'utf8'))
}

describe('parseEngineStats', () => {
  it('reads a throttled container on version 1, the same as its files say', () => {
    expect(parseEngineStats(read('cgroup1/stats-throttled'))).toEqual({
      readEpochMs: Date.parse('2026-11-23T00:04:44.072Z'),
      reading: {
        cpuSeconds: 1.984721771,
        throttling: { periods: 45, throttledPeriods: 37, throttledSeconds: 1.710410784 },
        workingSetBytes: 75_431_936 - 48_185_344,
        cacheBytes: 55_648_256,
        peakBytes: 75_558_912,
        oomKills: null,
        network: { receivedBytes: 39_488, sentBytes: 39_366 },
        blockIo: { readBytes: 0, writtenBytes: 0 },
        pids: 7,
        peakPids: null,
      },
    })
  })

  it('reads a throttled container on version 2, which has no high-water mark', () => {
    expect(parseEngineStats(read('cgroup2/stats-throttled'))?.reading).toEqual({
      cpuSeconds: 6.289435,
      throttling: { periods: 126, throttledPeriods: 120, throttledSeconds: 5.96854 },
      workingSetBytes: 3_239_936 - 118_784,
      cacheBytes: 118_784,
      peakBytes: null,
      oomKills: null,
      network: { receivedBytes: 1112, sentBytes: 0 },
      blockIo: { readBytes: 118_784, writtenBytes: 0 },
      pids: 1,
      peakPids: null,
    })
  })

  it('needs no earlier reading in the answer: a single one counts from the start too', () => {
    expect(parseEngineStats(read('cgroup2/stats-throttled-oneshot'))?.reading).toMatchObject({
      cpuSeconds: 6.80202,
      throttling: { periods: 137, throttledPeriods: 131, throttledSeconds: 6.51607 },
    })
  })

  it('takes no count of kills from how often memory ran out', () => {
    const answer = read('cgroup2/stats-oom-child')
    expect(answer.memory_stats).toMatchObject({ failcnt: 1 })
    expect(parseEngineStats(answer)?.reading).toMatchObject({
      oomKills: null,
      cpuSeconds: 1.723494,
      workingSetBytes: 5_148_672,
      blockIo: null,
    })
  })

  it('has the peak of a child that was killed on version 1', () => {
    expect(parseEngineStats(read('cgroup1/stats-oom-child'))?.reading.peakBytes).toBe(100_663_296)
  })

  it.each([
    ['a container that has ended', read('cgroup1/stats-ended')],
    ['an error', { message: 'No such container' }],
    ['nothing', null],
    ['text', 'stats'],
    ['a time that is none', { ...read('cgroup1/stats-throttled'), read: 'now' }],
    ['no CPU time', { read: '2026-11-23T00:04:44Z', cpu_stats: { cpu_usage: { total_usage: '7' } } }],
  ])('reads nothing from %s', (_, answer) => {
    expect(parseEngineStats(answer)).toBeNull()
  })

  it('has no network where the container has none of its own', () => {
    expect(parseEngineStats({ ...read('cgroup1/stats-throttled'), networks: undefined })?.reading.network).toBeNull()
  })
})

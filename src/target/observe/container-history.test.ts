import { describe, expect, it } from 'vitest'
import { HistoryWriter } from './container-history.ts'
import { nothingYet, type Reading } from './reading.ts'

function reading(given: Partial<Reading>): Reading {
  return { ...nothingYet, oomKills: 0, network: { receivedBytes: 0, sentBytes: 0 }, ...given }
}

function begin(): HistoryWriter {
  const writer = new HistoryWriter({ startMs: 1000, hasQuota: true, source: 'cgroup-v1' })
  writer.add(reading({ cpuSeconds: 1, network: { receivedBytes: 100, sentBytes: 10 } }), 1200)
  return writer
}

const killsOf = (writer: HistoryWriter) =>
  (writer.history.samples.at(-1)?.oomKills ?? 0) + writer.history.unreadKills.length

describe('a history', () => {
  it('begins with a container that had done nothing', () => {
    expect(begin().history.samples[0]).toMatchObject({ atMs: 1000, cpuSeconds: 0 })
  })

  it('takes no reading that is not later than the last', () => {
    const writer = begin()
    writer.add(reading({ cpuSeconds: 9 }), 1200)
    expect(writer.history.samples).toHaveLength(2)
  })

  it('keeps the last that is known of the network when the main process is gone before the control group', () => {
    const writer = begin()
    writer.add(reading({ cpuSeconds: 2, network: null }), 1400)
    expect(writer.history.samples.at(-1)?.network).toEqual({ receivedBytes: 100, sentBytes: 10 })
  })
})

describe('a kill for memory', () => {
  it('counts once where the kernel’s counter and the engine both tell of it', () => {
    const writer = begin()
    writer.add(reading({ cpuSeconds: 2, oomKills: 1 }), 1400)
    writer.tellKill(1405, true)
    expect(killsOf(writer)).toBe(1)
  })

  it('counts once where the control group was gone before it could be read', () => {
    const writer = begin()
    writer.tellKill(1405, false)
    writer.tellKill(1406, false)
    expect(killsOf(writer)).toBe(1)
  })

  it('counts once where it was read just before the control group was gone', () => {
    const writer = begin()
    writer.add(reading({ cpuSeconds: 2, oomKills: 1 }), 1400)
    writer.tellKill(1430, false)
    expect(killsOf(writer)).toBe(1)
  })

  it('counts beside an earlier one of a child', () => {
    const writer = begin()
    writer.add(reading({ cpuSeconds: 2, oomKills: 1 }), 1400)
    writer.tellKill(1405, true)
    writer.add(reading({ cpuSeconds: 3, oomKills: 1 }), 3000)
    writer.tellKill(3100, false)
    expect(killsOf(writer)).toBe(2)
  })

  it('counts by the engine’s word alone where the kernel has no counter', () => {
    const writer = new HistoryWriter({ startMs: 0, hasQuota: true, source: 'engine' })
    writer.add(reading({ oomKills: null }), 1000)
    writer.tellKill(1500, false)
    writer.tellKill(2500, false)
    expect(killsOf(writer)).toBe(2)
  })

  it('counts where nothing was ever read', () => {
    const writer = new HistoryWriter({ startMs: 0, hasQuota: true, source: 'engine' })
    writer.tellKill(10, false)
    expect(killsOf(writer)).toBe(1)
  })
})

describe('a restart', () => {
  it('is a start after an end, not the first start', () => {
    const writer = begin()
    writer.tellStart(1001)
    expect(writer.history.restarts).toEqual([])
    writer.tellDeath()
    writer.tellStart(2000)
    expect(writer.history.restarts).toEqual([2000])
  })

  it('goes on counting where the control group begins again at zero', () => {
    const writer = begin()
    const network = { receivedBytes: 100, sentBytes: 10 }
    writer.add(reading({ cpuSeconds: 5, oomKills: 1, peakBytes: 70, network }), 1400)
    writer.tellDeath()
    writer.tellStart(2000)
    writer.add(
      reading({ cpuSeconds: 6, oomKills: 1, peakBytes: 50, network: { receivedBytes: 7, sentBytes: 7 } }),
      2200,
    )
    expect(writer.history.samples.at(-1)).toMatchObject({
      cpuSeconds: 11,
      oomKills: 2,
      peakBytes: 50,
      network: { receivedBytes: 107, sentBytes: 17 },
    })
  })

  it('is seen in the counters where the engine’s word is late, and nothing is added twice', () => {
    const writer = begin()
    writer.add(reading({ cpuSeconds: 0.25 }), 1400)
    writer.add(reading({ cpuSeconds: 0.5 }), 1600)
    expect(writer.history.samples.at(-1)?.cpuSeconds).toBe(1.5)
  })

  it('may be killed again', () => {
    const writer = begin()
    writer.tellKill(1405, false)
    writer.tellDeath()
    writer.tellStart(2000)
    writer.add(reading({ cpuSeconds: 1 }), 2200)
    writer.tellKill(2300, false)
    expect(killsOf(writer)).toBe(2)
  })
})

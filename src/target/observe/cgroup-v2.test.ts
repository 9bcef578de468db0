import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type CgroupV2Texts, parseCgroupV2 } from './cgroup-v2.ts'

const read = (name: string) => readFileSync(new URL(`../../../fixtures/cgroup2/${name}.txt`, import.meta.url), 'utf8')
const recorded: CgroupV2Texts = {
  cpuStat: read('cpu.stat'),
  memoryCurrent: read('memory.current'),
  memoryPeak: read('memory.peak'),
  memoryStat: read('memory.stat'),
  memoryEvents: read('memory.events'),
  ioStat: read('io.stat'),
  pidsCurrent: read('pids.current'),
  pidsPeak: null,
  netDev: null,
}

describe('parseCgroupV2', () => {
  it('reads what the kernel counted of a throttled container', () => {
    expect(parseCgroupV2(recorded)).toEqual({
      cpuSeconds: 7.995039,
      throttling: { periods: 161, throttledPeriods: 154, throttledSeconds: 7.657407 },
      workingSetBytes: 3_239_936 - 118_784,
      cacheBytes: 118_784,
      peakBytes: 4_907_008,
      oomKills: 0,
      network: null,
      blockIo: { readBytes: 118_784, writtenBytes: 0 },
      pids: 1,
      peakPids: null,
    })
  })

  it('counts kills, not how often memory ran out', () => {
    expect(parseCgroupV2({ ...recorded, memoryEvents: read('memory.events-oom-child') }).oomKills).toBe(1)
  })

  it('takes no peak where the kernel is too old for one, and the mark of processes where it is new enough', () => {
    expect(parseCgroupV2({ ...recorded, memoryPeak: null, pidsPeak: '12\n' })).toMatchObject({
      peakBytes: null,
      peakPids: 12,
    })
  })

  it('adds the devices, and has no bytes where none was touched', () => {
    const ioStat = '8:0 rbytes=10 wbytes=3 rios=1 wios=1 dbytes=9 dios=1\n8:16 rbytes=5 wbytes=4 rios=1 wios=1\n'
    expect(parseCgroupV2({ ...recorded, ioStat }).blockIo).toEqual({ readBytes: 15, writtenBytes: 7 })
    expect(parseCgroupV2({ ...recorded, ioStat: '' }).blockIo).toEqual({ readBytes: 0, writtenBytes: 0 })
  })

  it('knows no throttling without the cpu controller', () => {
    expect(parseCgroupV2({ ...recorded, cpuStat: 'usage_usec 5\nuser_usec 5\nsystem_usec 0\n' }).throttling).toBeNull()
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type CgroupV1Texts, parseCgroupV1 } from './cgroup-v1.ts'

const read = (name: string) => readFileSync(new URL(`../../../fixtures/cgroup1/${name}.txt`, import.meta.url), 'utf8')
const recorded: CgroupV1Texts = {
  cpuUsage: read('cpuacct.usage'),
  cpuStat: read('cpu.stat'),
  memoryUsage: read('memory.usage_in_bytes'),
  memoryMost: read('memory.max_usage_in_bytes'),
  memoryStat: read('memory.stat'),
  oomControl: read('memory.oom_control'),
  ioServiceBytes: read('blkio.throttle.io_service_bytes'),
  pids: read('pids.current'),
  netDev: read('net-dev'),
}

describe('parseCgroupV1', () => {
  it('reads what the kernel counted of a throttled container', () => {
    expect(parseCgroupV1(recorded)).toEqual({
      cpuSeconds: 1.984721771,
      throttling: { periods: 45, throttledPeriods: 37, throttledSeconds: 1.710410784 },
      workingSetBytes: 75_431_936 - 48_185_344,
      cacheBytes: 55_648_256,
      peakBytes: 75_558_912,
      oomKills: 0,
      network: { receivedBytes: 39_488, sentBytes: 39_366 },
      blockIo: { readBytes: 0, writtenBytes: 0 },
      pids: 7,
      peakPids: null,
    })
  })

  it('counts the kill of a child', () => {
    const oomControl = read('memory.oom_control-oom-child')
    const memoryMost = read('memory.max_usage_in_bytes-oom-child')
    expect(parseCgroupV1({ ...recorded, oomControl, memoryMost })).toMatchObject({
      oomKills: 1,
      peakBytes: 100_663_296,
    })
  })

  it('adds block I/O of all devices, each byte once', () => {
    const ioServiceBytes =
      '8:16 Read 4096\n8:16 Write 512\n8:16 Sync 4608\n8:16 Total 4608\n8:0 Read 1000\n8:0 Write 24\n8:0 Total 1024\nTotal 5632\n'
    expect(parseCgroupV1({ ...recorded, ioServiceBytes }).blockIo).toEqual({ readBytes: 5096, writtenBytes: 536 })
  })

  it('leaves open what the kernel does not tell', () => {
    const bare = { cpuStat: null, memoryMost: null, ioServiceBytes: null, pids: null, netDev: null }
    const oomControl = 'oom_kill_disable 0\nunder_oom 0\n'
    expect(parseCgroupV1({ ...recorded, ...bare, oomControl })).toMatchObject({
      throttling: null,
      peakBytes: null,
      oomKills: null,
      blockIo: null,
      pids: null,
      network: null,
    })
  })
})

import { readKey, readNumber } from './keyed-text.ts'
import { parseNetDev } from './net-dev.ts'
import type { Reading } from './reading.ts'

/** What each file says; `null` where it is not there. */
export type CgroupV1Texts = {
  /** `cpuacct.usage`, in nanoseconds. */
  readonly cpuUsage: string
  readonly cpuStat: string | null
  /** `memory.usage_in_bytes` */
  readonly memoryUsage: string
  /** `memory.max_usage_in_bytes` */
  readonly memoryMost: string | null
  readonly memoryStat: string
  /** `memory.oom_control`; counts kills from kernel 4.13 on. */
  readonly oomControl: string | null
  /** `blkio.throttle.io_service_bytes`, or the same with `_recursive`. */
  readonly ioServiceBytes: string | null
  readonly pids: string | null
  readonly netDev: string | null
}

/**
 * A container's control groups of version 1. `total_` values of `memory.stat` hold what is below it too.
 * https://docs.kernel.org/admin-guide/cgroup-v1/memory.html, https://docs.kernel.org/scheduler/sched-bwc.html
 */
export function parseCgroupV1(texts: CgroupV1Texts): Reading {
  const inactiveFile = readKey(texts.memoryStat, 'total_inactive_file') ?? 0
  return {
    cpuSeconds: (readNumber(texts.cpuUsage) ?? 0) / 1e9,
    throttling: texts.cpuStat === null ? null : readThrottling(texts.cpuStat),
    workingSetBytes: Math.max(0, (readNumber(texts.memoryUsage) ?? 0) - inactiveFile),
    cacheBytes: readKey(texts.memoryStat, 'total_cache') ?? 0,
    peakBytes: readNumber(texts.memoryMost),
    oomKills: texts.oomControl === null ? null : readKey(texts.oomControl, 'oom_kill'),
    network: texts.netDev === null ? null : parseNetDev(texts.netDev),
    blockIo: texts.ioServiceBytes === null ? null : readBlockIo(texts.ioServiceBytes),
    pids: readNumber(texts.pids),
    peakPids: null,
  }
}

function readThrottling(cpuStat: string): Reading['throttling'] {
  return {
    periods: readKey(cpuStat, 'nr_periods') ?? 0,
    throttledPeriods: readKey(cpuStat, 'nr_throttled') ?? 0,
    throttledSeconds: (readKey(cpuStat, 'throttled_time') ?? 0) / 1e9,
  }
}

/** Lines as `8:0 Read 4096`, one device after the other. */
function readBlockIo(text: string): Reading['blockIo'] {
  return { readBytes: sumOf(text, /^\S+ Read (\d+)$/gm), writtenBytes: sumOf(text, /^\S+ Write (\d+)$/gm) }
}

function sumOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((sum, [, bytes]) => sum + Number(bytes), 0)
}

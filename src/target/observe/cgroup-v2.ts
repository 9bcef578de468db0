import { readKey, readNumber } from './keyed-text.ts'
import { parseNetDev } from './net-dev.ts'
import type { Reading } from './reading.ts'

/** What each file says; `null` where it is not there. */
export type CgroupV2Texts = {
  readonly cpuStat: string
  readonly memoryCurrent: string
  /** From kernel 5.19 on. */
  readonly memoryPeak: string | null
  readonly memoryStat: string
  readonly memoryEvents: string | null
  readonly ioStat: string | null
  readonly pidsCurrent: string | null
  /** From kernel 6.6 on. */
  readonly pidsPeak: string | null
  readonly netDev: string | null
}

/** A container's control group of version 2. https://docs.kernel.org/admin-guide/cgroup-v2.html */
export function parseCgroupV2(texts: CgroupV2Texts): Reading {
  const inactiveFile = readKey(texts.memoryStat, 'inactive_file') ?? 0
  return {
    cpuSeconds: (readKey(texts.cpuStat, 'usage_usec') ?? 0) / 1e6,
    throttling: readThrottling(texts.cpuStat),
    workingSetBytes: Math.max(0, (readNumber(texts.memoryCurrent) ?? 0) - inactiveFile),
    cacheBytes: readKey(texts.memoryStat, 'file') ?? 0,
    peakBytes: readNumber(texts.memoryPeak),
    oomKills: texts.memoryEvents === null ? null : readKey(texts.memoryEvents, 'oom_kill'),
    network: texts.netDev === null ? null : parseNetDev(texts.netDev),
    blockIo: texts.ioStat === null ? null : readBlockIo(texts.ioStat),
    pids: readNumber(texts.pidsCurrent),
    peakPids: readNumber(texts.pidsPeak),
  }
}

/** Without the cpu controller the file has times only. */
function readThrottling(cpuStat: string): Reading['throttling'] {
  const periods = readKey(cpuStat, 'nr_periods')
  return periods === null
    ? null
    : {
        periods,
        throttledPeriods: readKey(cpuStat, 'nr_throttled') ?? 0,
        throttledSeconds: (readKey(cpuStat, 'throttled_usec') ?? 0) / 1e6,
      }
}

/** Lines as `254:0 rbytes=118784 wbytes=0 rios=2 …`, one for each device. */
function readBlockIo(text: string): Reading['blockIo'] {
  return { readBytes: sumOf(text, / rbytes=(\d+)/g), writtenBytes: sumOf(text, / wbytes=(\d+)/g) }
}

function sumOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((sum, [, bytes]) => sum + Number(bytes), 0)
}

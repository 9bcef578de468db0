import type { Reading } from './reading.ts'

/** One answer of the engine's stats API. `readEpochMs`: when the engine read it, on its own clock. */
export type EngineStats = { readonly readEpochMs: number; readonly reading: Reading }

type Fields = Readonly<Record<string, unknown>>

/**
 * What the engine tells of a container, in the shapes of both cgroup versions; `null` for one that does not run, of which it tells zeros read
 * in the year 1. `precpu_stats` is left aside: it is the last answer again, or zeros in the first, and counters need no predecessor. The
 * engine does not tell how many were killed: on version 2 its `failcnt` counts how often memory ran out.
 * https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerStats
 */
export function parseEngineStats(answer: unknown): EngineStats | null {
  const { read, cpu_stats, memory_stats, networks, blkio_stats, pids_stats } = fields(answer)
  const readEpochMs = typeof read === 'string' ? Date.parse(read) : Number.NaN
  const cpu = fields(cpu_stats)
  const cpuNs = number(fields(cpu.cpu_usage).total_usage)
  if (!(readEpochMs > 0) || cpuNs === null) return null
  const reading = {
    cpuSeconds: cpuNs / 1e9,
    throttling: readThrottling(fields(cpu.throttling_data)),
    ...readMemory(fields(memory_stats)),
    oomKills: null,
    network: networks === undefined || networks === null ? null : readNetwork(fields(networks)),
    blockIo: readBlockIo(fields(blkio_stats).io_service_bytes_recursive),
    pids: number(fields(pids_stats).current),
    peakPids: null,
  }
  return { readEpochMs, reading }
}

function readThrottling(throttling: Fields): Reading['throttling'] {
  return {
    periods: number(throttling.periods) ?? 0,
    throttledPeriods: number(throttling.throttled_periods) ?? 0,
    throttledSeconds: (number(throttling.throttled_time) ?? 0) / 1e9,
  }
}

/** Version 1 has `total_` names, which hold what is below the group too; version 2 has no high-water mark. */
function readMemory(memory: Fields): Pick<Reading, 'workingSetBytes' | 'cacheBytes' | 'peakBytes'> {
  const stats = fields(memory.stats)
  const inactiveFile = number(stats.total_inactive_file) ?? number(stats.inactive_file) ?? 0
  return {
    workingSetBytes: Math.max(0, (number(memory.usage) ?? 0) - inactiveFile),
    cacheBytes: number(stats.total_cache) ?? number(stats.file) ?? 0,
    peakBytes: number(memory.max_usage),
  }
}

/** Loopback is not among them. */
function readNetwork(networks: Fields): Reading['network'] {
  const all = Object.values(networks).map(fields)
  return {
    receivedBytes: all.reduce((sum, one) => sum + (number(one.rx_bytes) ?? 0), 0),
    sentBytes: all.reduce((sum, one) => sum + (number(one.tx_bytes) ?? 0), 0),
  }
}

/** `Read` on version 1, `read` on version 2; `null` where the engine says nothing. */
function readBlockIo(entries: unknown): Reading['blockIo'] {
  if (!Array.isArray(entries)) return null
  const sum = (op: string) =>
    entries
      .map(fields)
      .filter((entry) => String(entry.op).toLowerCase() === op)
      .reduce((total, entry) => total + (number(entry.value) ?? 0), 0)
  return { readBytes: sum('read'), writtenBytes: sum('write') }
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function number(value: unknown): number | null {
  return typeof value === 'number' && value >= 0 ? value : null
}

import type { Ms } from '../../model/config.ts'

/** What was read of a container at one moment: counters since its start, and levels. `null`: not to be had there. */
export type Reading = {
  readonly cpuSeconds: number
  readonly throttling: Throttling | null
  /** In use, without page cache that can be dropped. */
  readonly workingSetBytes: number
  readonly cacheBytes: number
  /** The kernel's own high-water mark, page cache included. */
  readonly peakBytes: number | null
  /** The kernel's own count. */
  readonly oomKills: number | null
  readonly network: { readonly receivedBytes: number; readonly sentBytes: number } | null
  readonly blockIo: { readonly readBytes: number; readonly writtenBytes: number } | null
  /** Processes and threads now. */
  readonly pids: number | null
  /** The kernel's own high-water mark of them. */
  readonly peakPids: number | null
}
export type Throttling = {
  readonly periods: number
  readonly throttledPeriods: number
  /** Of all threads together. */
  readonly throttledSeconds: number
}

/** A reading and when it was made, on the run's clock. */
export type Sample = Reading & { readonly atMs: Ms }

/** A container that has done nothing yet. */
export const nothingYet: Reading = {
  cpuSeconds: 0,
  throttling: null,
  workingSetBytes: 0,
  cacheBytes: 0,
  peakBytes: null,
  oomKills: null,
  network: null,
  blockIo: null,
  pids: null,
  peakPids: null,
}

/** Counters of an earlier life (before a restart, which gives the container a fresh cgroup) and of this one together; levels and marks are this one's. */
export function addCounters(before: Reading, now: Reading): Reading {
  return {
    ...now,
    cpuSeconds: before.cpuSeconds + now.cpuSeconds,
    throttling: addEach(before.throttling, now.throttling),
    oomKills: now.oomKills === null ? before.oomKills : (before.oomKills ?? 0) + now.oomKills,
    network: addEach(before.network, now.network),
    blockIo: addEach(before.blockIo, now.blockIo),
  }
}

function addEach<T extends Readonly<Record<string, number>>>(before: T | null, now: T | null): T | null {
  if (before === null || now === null) return now ?? before
  return Object.fromEntries(Object.entries(now).map(([name, value]) => [name, value + (before[name] ?? 0)])) as T
}

import type { Ramp, StageLoad } from '../../model/config.ts'
import { spawnPerSecond } from '../../model/plan/stage-load.ts'
import type { LoadJob } from '../../ports.ts'
import type { EngineJob } from '../engine.ts'

/** One thread's share of a stage; the same for every side. */
export type Share = Omit<EngineJob, 'endpoints'>

/**
 * Divides a stage among threads: whole numbers with what is left over spread from the first thread on, rates evenly. Together the shares
 * are the stage again, and none is empty: a stage of three connections takes three threads at most. The seed is the same for all; which
 * thread it is makes its sequence differ.
 */
export function splitJob(job: LoadJob): readonly Share[] {
  const threads = Math.max(1, Math.min(job.threads, most(job)))
  return Array.from({ length: threads }, (_, thread) => ({
    load: shareOfLoad(job.stage, thread, threads),
    ratePerSecond: job.ratePerSecond === null ? null : scale(job.ratePerSecond, 1 / threads),
    extent: shareOfExtent(job, thread, threads),
    requests: job.requests,
    tls: job.tls,
    seed: job.seed,
    thread,
    threads,
  }))
}

/** How much a thread's own times weigh beside those of the others: its connections or users. */
export function weightOf(share: Share): number {
  switch (share.load.model) {
    case 'connections':
      return peak(share.load.connections)
    case 'users':
      return peak(share.load.users)
    case 'rate':
      return 1
  }
}

/** More threads than this would leave one with nothing to do. */
function most({ stage: { load, extent } }: LoadJob): number {
  switch (load.model) {
    case 'connections':
      return peak(load.connections)
    case 'users':
      return peak(load.users)
    case 'rate':
      return extent.by === 'requests' ? Math.min(load.maxInFlight, extent.count) : load.maxInFlight
  }
}

function shareOfLoad({ load, extent }: LoadJob['stage'], thread: number, threads: number): StageLoad {
  switch (load.model) {
    case 'connections':
      return { ...load, connections: divideRamp(load.connections, thread, threads) }
    case 'users': {
      const users = divideRamp(load.users, thread, threads)
      // In proportion to the users that it begins with, so that the threads have all of theirs at the same time.
      const first = (ramp: Ramp) => (extent.by === 'requests' ? peak(ramp) : ramp.from)
      const share = first(load.users) === 0 ? 1 : first(users) / first(load.users)
      return { ...load, users, spawnPerSecond: share * spawnPerSecond(load) }
    }
    case 'rate':
      return { ...load, maxInFlight: divide(load.maxInFlight, thread, threads) }
  }
}

/** A count is per connection or user, which are divided themselves; that of a rate stage is of all threads together. */
function shareOfExtent({ stage: { load, extent } }: LoadJob, thread: number, threads: number): Share['extent'] {
  if (extent.by === 'duration' || load.model !== 'rate') return extent
  return { by: 'requests', count: divide(extent.count, thread, threads) }
}

function divide(whole: number, thread: number, threads: number): number {
  return Math.floor(whole / threads) + (thread < whole % threads ? 1 : 0)
}

function divideRamp(ramp: Ramp, thread: number, threads: number): Ramp {
  return { from: divide(ramp.from, thread, threads), to: divide(ramp.to, thread, threads) }
}

function scale(ramp: Ramp, factor: number): Ramp {
  return { from: ramp.from * factor, to: ramp.to * factor }
}

function peak(ramp: Ramp): number {
  return Math.max(ramp.from, ramp.to)
}

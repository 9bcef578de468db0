import type { Stage, StageLoad } from '../config.ts'
import { peakConcurrency } from './stage-load.ts'

/** One thread of the generator carries so many connections or users, and so many planned requests per second, without being late. */
const CONNECTIONS_PER_THREAD = 2500
const RATE_PER_THREAD = 10_000
/** Flat out it keeps so many CPUs of a target busy whose answers cost as little as its own requests do. */
const CPUS_PER_THREAD = 4

/**
 * Threads for a stage: as many as its load calls for, as far as cores are left beside the target's. None is set aside for everything else, which needs little:
 * where threads have to wait for a core all the same, the stage says so (`generator-doubt.ts`).
 * A single thread is the rule: a target of a few CPUs is saturated long before it. `target`: what it may use in all, and of the cores on which the
 * generator may run.
 */
export function threadsFor(
  stage: Pick<Stage, 'load'>,
  offeredPerSecond: number | null,
  cores: number,
  target: { readonly cpus: number; readonly cpusOfThese: number },
): number {
  const spare = Math.max(1, Math.floor(cores - target.cpusOfThese))
  const byLoad =
    stage.load.model === 'rate'
      ? (offeredPerSecond ?? 0) / RATE_PER_THREAD
      : Math.max(peakConcurrency(stage.load) / CONNECTIONS_PER_THREAD, flatOut(stage.load, target.cpus))
  return Math.max(1, Math.min(spare, Math.ceil(byLoad)))
}

/** Users wait between their requests: how many there are says what they do. */
function flatOut(load: StageLoad, targetCpus: number): number {
  return load.model === 'connections' ? targetCpus / CPUS_PER_THREAD : 0
}

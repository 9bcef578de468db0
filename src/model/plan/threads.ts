import type { Stage } from '../config.ts'
import { peakConcurrency } from './stage-load.ts'

/** One thread of the generator carries so many connections or users, and so many planned requests per second, without being late. */
const CONNECTIONS_PER_THREAD = 2500
const RATE_PER_THREAD = 10_000

/**
 * Threads for a stage: as many as its load calls for, as far as cores are left beside the target's and one for everything else.
 * A single thread is the rule: a target of a few CPUs is saturated long before it.
 */
export function threadsFor(
  stage: Pick<Stage, 'load'>,
  offeredPerSecond: number | null,
  free: { readonly cores: number; readonly targetCpus: number },
): number {
  const spare = Math.max(1, Math.floor(free.cores - free.targetCpus))
  const byLoad =
    stage.load.model === 'rate'
      ? (offeredPerSecond ?? 0) / RATE_PER_THREAD
      : peakConcurrency(stage.load) / CONNECTIONS_PER_THREAD
  return Math.max(1, Math.min(spare, Math.ceil(byLoad)))
}

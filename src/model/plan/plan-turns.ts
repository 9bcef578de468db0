import type { Ms, Side, Stage } from '../config.ts'
import { mergeSamples, percentile, type StageSamples } from '../samples.ts'

/** A stretch of a stage in which one side is driven. `ms: null`: all of the stage. */
export type Turn = { readonly side: Side; readonly ms: Ms | null }

/** A turn is at least this long: what is lost at its ends, and to the other side's caches, is little then. */
const SHORTEST_TURN_MS: Ms = 2000
/** And holds this many median latencies. */
const LATENCIES_IN_TURN = 20
/** And gives its side no more than this share of CPU above its quota. */
const MOST_EXTRA_CPU = 0.03
/** What an engine sets, and what the kernel has where nobody says otherwise. */
const QUOTA_PERIOD_MS: Ms = 100

/** What a side may use of the CPU: the quota of one of its containers, and the cores that it could burn it on at once. */
export type TurnQuota = { readonly cpus: number; readonly cores: number }

/**
 * The turns of a stage: one for a single side; for two as many as fit, in the order AB BA AB …, so that a drift within the stage meets both alike.
 * Each side is driven for the whole length of the stage. Stages by count, and those of users (who are spawned once), have one turn a side.
 * A stage that is too short for two turns of a side is driven whole, one side after the other. `before`: samples of earlier stages, for how long an answer takes.
 */
export function planTurns(
  { load, extent }: Pick<Stage, 'load' | 'extent'>,
  sides: readonly Side[],
  before: readonly StageSamples[],
  quota: TurnQuota,
): readonly Turn[] {
  const [first, second] = sides
  if (first === undefined) throw new Error('a stage is driven on at least one side')
  if (second === undefined || extent.by === 'requests' || load.model === 'users') {
    return sides.map((side) => ({ side, ms: null }))
  }
  const each = Math.max(1, Math.floor(extent.ms / shortestTurn(before, quota)))
  const ms = extent.ms / each
  return Array.from({ length: each }, (_, place) => (place % 2 === 0 ? [first, second] : [second, first])).flatMap(
    (pair) => pair.map((side) => ({ side, ms })),
  )
}

function shortestTurn(before: readonly StageSamples[], quota: TurnQuota): Ms {
  const medians = before.map((samples) => percentile(mergeSamples(samples.perRequest), 50))
  const longest = Math.max(0, ...medians.map((median) => (median.state === 'value' ? median.ms : 0)))
  return Math.max(SHORTEST_TURN_MS, LATENCIES_IN_TURN * longest, fairTurn(quota))
}

/**
 * The shortest turn in which a busy side has at most `MOST_EXTRA_CPU` above its quota, in the mean over turns: 1.7 s at half of one core, 2.5 s at half a core of two, never
 * more than 3.3 s.
 *
 * The quota q is refilled every period p, also while its container is frozen and uses none. So where a turn begins u periods after a refill, the side has a whole quota
 * for the 1 - u that are left of the first period, and burns min(q, c · (1 - u)) of it on c cores; then q in each whole period; and min(q, c · u) in the last one. With u
 * anywhere in [0, 1) the first and the last have the mean q · (1 - q / 2c) each, and a turn of n periods q · (n + 1 - q/c): a share of (1 - q/c) / n above n · q. Measured
 * at half of one core: 1.5 times the quota in 100 ms, 1.03 times in 2 s. A container with fewer threads than cores has less.
 */
function fairTurn({ cpus, cores }: TurnQuota): Ms {
  return (QUOTA_PERIOD_MS * Math.max(0, 1 - cpus / cores)) / MOST_EXTRA_CPU
}

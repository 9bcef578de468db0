import type { Ms, Side, Stage } from '../config.ts'
import { mergeSamples, percentile, type StageSamples } from '../samples.ts'

/** A stretch of a stage in which one side is driven. `ms: null`: all of the stage. */
export type Turn = { readonly side: Side; readonly ms: Ms | null }

/**
 * A turn is at least this long. A CPU quota is refilled every 100 ms, also while its container is frozen: at half a CPU a turn of 100 ms gets
 * 1.5 times the quota, one of 2 s 1.03 times.
 */
const SHORTEST_TURN_MS: Ms = 2000
/** And holds this many median latencies, so that what is lost at its ends is little. */
const LATENCIES_IN_TURN = 20

/**
 * The turns of a stage: one for a single side; for two as many as fit, in the order AB BA AB …, so that a drift within the stage meets both alike.
 * Each side is driven for the whole length of the stage. Stages by count, and those of users (who are spawned once), have one turn a side.
 * `before`: samples of earlier stages, for how long an answer takes.
 */
export function planTurns(
  { load, extent }: Pick<Stage, 'load' | 'extent'>,
  sides: readonly Side[],
  before: readonly StageSamples[],
): readonly Turn[] {
  const [first, second] = sides
  if (first === undefined) throw new Error('a stage is driven on at least one side')
  if (second === undefined || extent.by === 'requests' || load.model === 'users') {
    return sides.map((side) => ({ side, ms: null }))
  }
  const each = Math.max(1, Math.floor(extent.ms / shortestTurn(before)))
  const ms = extent.ms / each
  return Array.from({ length: each }, (_, place) => (place % 2 === 0 ? [first, second] : [second, first])).flatMap(
    (pair) => pair.map((side) => ({ side, ms })),
  )
}

function shortestTurn(before: readonly StageSamples[]): Ms {
  const medians = before.map((samples) => percentile(mergeSamples(samples.perRequest), 50))
  const longest = Math.max(0, ...medians.map((median) => (median.state === 'value' ? median.ms : 0)))
  return Math.max(SHORTEST_TURN_MS, LATENCIES_IN_TURN * longest)
}

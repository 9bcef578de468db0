import type { Ms } from '../config.ts'
import { mean } from '../statistics/statistics.ts'

/** How far a run has come. */
export type Course = {
  /** Of the round under way, since it began. */
  readonly elapsedMs: Ms
  /** Load of a whole round by plan; `null` where a stage ends by a count. */
  readonly plannedLoadMs: Ms | null
  /** How much of that load is over in the round under way. */
  readonly drivenMs: Ms
  /** What rounds before it took that measured as many sides. */
  readonly earlierMs: readonly Ms[]
  /** Rounds after it. */
  readonly roundsAfter: number
}

/**
 * Estimated time to the end of the run: the load that is still to come by plan, and for whatever else a round takes (starts, last answers,
 * removal) what it took in earlier rounds, in the first round what it has taken so far. `null` while nobody knows how long a round takes.
 */
export function timeLeft({ elapsedMs, plannedLoadMs, drivenMs, earlierMs, roundsAfter }: Course): Ms | null {
  const usualMs = earlierMs.length === 0 ? null : mean(earlierMs)
  if (plannedLoadMs === null) return usualMs === null ? null : Math.max(0, usualMs - elapsedMs) + roundsAfter * usualMs
  const loadLeftMs = Math.max(0, plannedLoadMs - drivenMs)
  const besidesMs = Math.max(0, elapsedMs - drivenMs)
  const usuallyBesidesMs = usualMs === null ? besidesMs : usualMs - plannedLoadMs
  return loadLeftMs + Math.max(0, usuallyBesidesMs - besidesMs) + roundsAfter * (usualMs ?? plannedLoadMs + besidesMs)
}

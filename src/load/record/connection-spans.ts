import type { Ms, Ramp } from '../../model/config.ts'
import { rampSteps } from '../pace/ramp-steps.ts'

/** When a connection is in use, in time that the stage was driven: from `joinsMs` until `leavesMs`. */
export type Span = { readonly joinsMs: Ms; readonly leavesMs: Ms }

/**
 * The spans of a ramp's connections, for an engine that has to have all of them at the start: who came last goes first.
 * The mean over time is the mean of both ends.
 */
export function connectionSpans(ramp: Ramp, lengthMs: Ms, of: { thread: number; threads: number }): readonly Span[] {
  const { from, to } = ramp
  const { steps } = rampSteps(ramp, { by: 'duration', ms: lengthMs }, of)
  return Array.from({ length: Math.max(from, to) }, (_, place) => ({
    joinsMs: (to > from ? steps[place - from]?.atMs : undefined) ?? 0,
    leavesMs: (to < from ? steps[from - 1 - place]?.atMs : undefined) ?? Number.POSITIVE_INFINITY,
  }))
}

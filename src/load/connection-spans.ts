import type { Ms, Ramp } from '../model/config.ts'

/** When a connection is in use, in time that the stage was driven: from `joinsMs` until `leavesMs`. */
export type Span = { readonly joinsMs: Ms; readonly leavesMs: Ms }

const ALWAYS: Span = { joinsMs: 0, leavesMs: Number.POSITIVE_INFINITY }

/**
 * The spans of a ramp's connections: those that it adds or gives up do so evenly over its length, each in the middle of its own stretch,
 * so that the mean over time is the mean of both ends. Those of several threads interleave.
 */
export function connectionSpans(ramp: Ramp, lengthMs: Ms, of: { thread: number; threads: number }): readonly Span[] {
  const { from, to } = ramp
  const changes = Math.abs(to - from)
  const changeAtMs = (nth: number): Ms => (lengthMs * (nth + (of.thread + 0.5) / of.threads)) / changes
  return Array.from({ length: Math.max(from, to) }, (_, place) => {
    if (place < Math.min(from, to)) return ALWAYS
    if (to > from) return { joinsMs: changeAtMs(place - from), leavesMs: Number.POSITIVE_INFINITY }
    return { joinsMs: 0, leavesMs: changeAtMs(from - 1 - place) }
  })
}

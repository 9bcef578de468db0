import type { Extent, Ms, Ramp } from '../../model/config.ts'

/** How many there are at the start, and when one more comes (`+1`) or the last one goes (`-1`). Times are from the start. */
export type RampSteps = {
  readonly atStart: number
  readonly steps: readonly { readonly atMs: Ms; readonly change: 1 | -1 }[]
}

/**
 * Connections or users of a stage, in whole ones: at every moment the nearest whole number to the straight line.
 * The steps of several threads interleave. A stage by number of requests has no length to ramp over: all are there from the start.
 */
export function rampSteps(ramp: Ramp, extent: Extent, of: { thread: number; threads: number }): RampSteps {
  const from = Math.round(ramp.from)
  const to = Math.round(ramp.to)
  if (extent.by === 'requests') return { atStart: Math.max(from, to), steps: [] }
  const count = Math.abs(to - from)
  const change = to > from ? 1 : -1
  const steps = Array.from(
    { length: count },
    (_, place) => ({ atMs: (extent.ms * (place + (of.thread + 0.5) / of.threads)) / count, change }) as const,
  )
  return { atStart: from, steps }
}

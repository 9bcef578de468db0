import { isGone, isUnsure } from './trial-outcome.ts'
import type { TrialView } from './view-trial.ts'

/**
 * The RPS of a trial, where they say something of the target in its box: what it gave before it went away, or what a busy machine or the load generator
 * let through, does not. `null`: nothing is known.
 */
export function targetRps(view: TrialView): number | null {
  return isGone(view) || isUnsure(view) ? null : view.rps
}

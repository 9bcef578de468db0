import type { MetricId } from '../metrics/metric-id.ts'
import type { Value } from '../metrics/value.ts'
import type { Words } from '../outside.ts'

export type CheckState = 'pass' | 'fail' | 'likely' | 'cannot-tell' | 'no-data' | 'accepted'

/** One thing judged. */
export type Check = {
  /** `target`: it stays up and answers; `threshold`: against a limit; `baseline`: against another image or its numbers. */
  readonly kind: 'target' | 'threshold' | 'baseline'
  /** `null`: not of one stage. */
  readonly stage: string | null
  /** `null` for `target` checks. */
  readonly metric: MetricId | null
  /** The metric that was asked for, where another one stands in its place (p90 for a p95 with too few requests). */
  readonly standsFor?: MetricId
  readonly state: CheckState
  /** An advisory check is shown and never decides. */
  readonly gating: boolean
  readonly candidate: Value | null
  readonly baseline: Value | null
  /** Candidate against baseline as a change of the metric itself (0.05: 5 % more). */
  readonly change: Change | null
  /** How much worse the candidate is by the best estimate, as a share (0.05: 5 % slower); negative: better. `null` where nothing is compared. */
  readonly slowdown: number | null
  /** The candidate timed out, or gave no good answer, in some round: worse than any number, and so in none of the figures. */
  readonly isBeyond?: true
  /** What was asked, as people read it: `p95 < 250ms`, `tolerance 5 %`. */
  readonly limit: string | null
  readonly reason: Words
}
/** Whether an advisory check came out so that it is worth a look; one that passes, or cannot tell, is for who wants to know. */
export function isWarning({ state, gating }: Check): boolean {
  return !gating && (state === 'fail' || state === 'likely')
}

/** A change as a share, with its two-sided bounds of 95 %, which are for reading. */
export type Change = { readonly estimate: number; readonly lower: number; readonly upper: number }

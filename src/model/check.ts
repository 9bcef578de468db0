import type { MetricId } from './metric-id.ts'
import type { Value } from './metrics.ts'
import type { Words } from './outside.ts'

export type CheckState = 'pass' | 'fail' | 'likely' | 'cannot-tell' | 'no-data' | 'accepted'

/** One thing judged. */
export type Check = {
  /** `target`: it stays up and answers; `threshold`: against a limit; `baseline`: against another image or its numbers. */
  readonly kind: 'target' | 'threshold' | 'baseline'
  /** `null`: not of one stage. */
  readonly stage: string | null
  /** `null` for `target` checks. */
  readonly metric: MetricId | null
  readonly state: CheckState
  /** An advisory check is shown and never decides. */
  readonly gating: boolean
  readonly candidate: Value | null
  readonly baseline: Value | null
  /** Candidate against baseline as a change of the metric itself (0.05: 5 % more), with one-sided 95 % bounds. */
  readonly change: Change | null
  /** What was asked, as people read it: `p95 < 250ms`, `tolerance 5 %`. */
  readonly limit: string | null
  readonly reason: Words
}
export type Change = { readonly estimate: number; readonly lower: number | null; readonly upper: number | null }

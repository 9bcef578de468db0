import type { Ms, Side } from './config.ts'
import type { Words } from './outside.ts'

/** Which of the configurations of a capacity run is measured. */
export type TrialPlace = {
  readonly what: Words
  readonly number: number
  /** As many as there may be at most. */
  readonly most: number
}

/** Where a run is: told when a round begins, and while there is load at most four times a second. */
export type Progress = {
  /** `null`: the run measures one configuration alone. */
  readonly trial: TrialPlace | null
  readonly round: number
  /** All rounds, those that were dropped among them, as far as is known now. */
  readonly rounds: number
  /** Sides that this round measures, in the order of their rows. */
  readonly sides: readonly Side[]
  /** How much of the run is over, 0 to 1. */
  readonly share: number
  /** To the end of the run; `null`: nobody knows. */
  readonly left: { readonly ms: Ms; readonly atMost: boolean } | null
  readonly doing: Starting | Driving
}

/** The targets of a round are started, until they are ready. */
export type Starting = { readonly what: 'start' }

/** One side is under load. */
export type Driving = {
  readonly what: 'load'
  readonly side: Side
  readonly stage: string
  readonly warmUp: boolean
  readonly elapsedMs: Ms
  /** `null`: the stage ends by a count. */
  readonly plannedMs: Ms | null
  /** Successful responses per second, over about the last second. */
  readonly rps: number
  /** Of the stage so far. */
  readonly p95Ms: Ms | null
  /** Of the last quarter of a second, for a curve. */
  readonly recentP95Ms: Ms | null
  /** Of the stage so far. */
  readonly ok: number
  readonly failed: number
  /** `null`: not known yet. */
  readonly usage: Usage | null
}

/** What the replicas of a target use together, CPU over about the last second, and what they may use together. */
export type Usage = {
  readonly cpus: number
  readonly cpuLimit: number
  /** Without page cache that can be dropped. */
  readonly memoryBytes: number
  readonly memoryLimitBytes: number
}

import type { Ms } from './config.ts'

/** Where the run is. `secondsLeft` counts to the end of the whole plan. */
export type Progress = {
  readonly round: number
  readonly rounds: number
  readonly stage: string
  readonly warmUp: boolean
  readonly stageElapsedMs: Ms
  /** `null`: the stage ends by a count. */
  readonly stageMs: Ms | null
  readonly secondsLeft: number
  readonly rps: number
  readonly p95Ms: Ms | null
  readonly failed: number
}

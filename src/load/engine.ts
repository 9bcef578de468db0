import type { Ms, RequestSpec, Stage } from '../model/config.ts'
import type { StageEnd } from '../model/samples.ts'
import type { Endpoint } from '../ports.ts'

/** Something that can put a stage's load on a target. It runs inside the load worker and knows nothing of threads or messages. */
export type Engine = {
  readonly name: string
  /**
   * Runs one stage and reports every request's outcome to `recording`, each exactly once, when it is known.
   * Every request that was sent within the stage is waited for until its answer or its own timeout; only an abort drops requests unreported.
   * Ends early when `signal` is aborted (its reason is an AbortReason) or when the target is dead. On return nothing is under way and all sockets are closed.
   */
  run(job: EngineJob, recording: Recording, signal: AbortSignal): Promise<EngineEnd>
}

export type EngineJob = {
  readonly stage: Pick<Stage, 'load' | 'durationMs'>
  readonly requests: readonly RequestSpec[]
  readonly endpoints: readonly Endpoint[]
}

/** Takes what became of each request. `request` is its place in the job's list; times are `performance.now()` of this thread. */
export type Recording = {
  /** A whole answer came, to the last byte, within the request's timeout. */
  answered(request: number, status: number, sentAtMs: Ms, atMs: Ms): void
  /** No whole answer came within the request's timeout. */
  timedOut(request: number, atMs: Ms): void
  /** Refused, reset, broken off or not HTTP. `why` is text from outside. */
  brokeOff(request: number, why: string, atMs: Ms): void
}

export type EngineEnd = {
  /** The time base of rates (`StageSamples.seconds`). */
  readonly seconds: number
  readonly ended: StageEnd
}

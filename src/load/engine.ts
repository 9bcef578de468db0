import type { EngineName, Extent, Ms, Ramp, RequestSpec, StageLoad, Tls } from '../model/config.ts'
import type { AbortReason, FailureKind } from '../model/samples.ts'
import type { Endpoint } from '../ports.ts'

/** Something that can put a stage's load on a target. It runs inside a load worker and knows nothing of threads or messages. */
export type Engine = {
  readonly name: EngineName
  /** Makes ready to drive one side through one stage. Nothing is sent, and nothing is open, before the first `drive`. */
  open(job: EngineJob, recording: Recording): Driver
}

/** One side of one stage, driven in one stretch or in several (turns), on connections that are kept from one to the next. */
export interface Driver {
  /**
   * Drives for `ms` of the stage (`null`: all of it, by time or by count), then waits for the last answers: every request that was sent is
   * reported when it is answered or its own timeout is over. Only an abort drops requests unreported.
   * `signal`'s reason is an AbortReason. On return nothing is under way.
   */
  drive(ms: Ms | null, signal: AbortSignal): Promise<DriveEnd>
  /** What belongs to the whole stage so far. */
  figures(): DriverFigures
  /** Closes every connection; resolves when all sockets are closed. A request that is still under way is dropped unreported. */
  close(): Promise<void>
}

export type DriveEnd = { readonly how: 'complete' } | { readonly how: 'aborted'; readonly why: AbortReason }

export type DriverFigures = {
  /** The time base of rates (`StageSamples.seconds`). */
  readonly seconds: number
  /** 99th percentile of how late requests were sent by our own fault; 0 for closed loops. */
  readonly lateP99Ms: Ms
  readonly waitedForRoom: number
  readonly dropped: number
  /** Requests that were sent once more because the server had closed their kept connection at the moment of the send (`ClosingHabit`). */
  readonly resent: number
  /** Seconds until all users were there; `null` for other loads. Outcomes of that time go to `recording.spawning`. */
  readonly spawnSeconds: number | null
}

/** One thread's share of one side of a stage. */
export type EngineJob = {
  readonly load: StageLoad
  /** Planned requests per second of a rate stage, this thread's share; `null` for other loads. */
  readonly ratePerSecond: Ramp | null
  readonly extent: Extent
  readonly requests: readonly RequestSpec[]
  readonly endpoints: readonly Endpoint[]
  readonly tls: Tls | null
  readonly seed: number
  /** Which of `threads` this is, from 0: constant arrivals of the threads interleave. */
  readonly thread: number
  readonly threads: number
}

/** All users of the start are there, and what is measured begins; or nothing more will be sent, and only answers are waited for. */
export type StretchPoint = 'spawned' | 'all-sent'

/** Takes what became of each request, exactly once. Times are `performance.now()` of this thread. */
export interface Recording {
  /**
   * `request`: its place in the job's list. `fromMs`: when its latency began: the send, or the planned send (rate).
   * `endpoint`: where it was sent, its place in the job's list; the first where nothing is said.
   */
  done(request: number, fromMs: Ms, outcome: Outcome, endpoint?: number): void
  /**
   * Told after each connection error: whether the target is dead as far as this thread can tell (`StopRule`); over with the next outcome of another kind.
   * Gives whether to stop at once: a thread of several goes on trying, and is stopped when all of them say so.
   */
  unanswered(isDead: boolean): boolean
  /** Outcomes are taken as those of the spawn phase while this is true (users). */
  spawning: boolean
  /** Told when a stretch has come to one of these points: how hard the generator works is of interest from the one on and up to the other. */
  reached(point: StretchPoint): void
}

/** What became of one request. `example` is text from outside. */
export type Outcome =
  | { readonly how: 'ok'; readonly status: number; readonly atMs: Ms }
  | {
      readonly how: 'answered-wrong'
      readonly what: 'status' | 'expectation'
      readonly status: number
      readonly atMs: Ms
      /** First part of the body, where it is known. */
      readonly example: string | null
    }
  /** No whole answer came within the request's timeout. */
  | { readonly how: 'timed-out'; readonly atMs: Ms }
  /** Refused, reset, broken off, no TLS, or not HTTP. */
  | {
      readonly how: 'broke-off'
      readonly kind: Exclude<FailureKind, 'status' | 'expectation' | 'timeout'>
      readonly example: string
      readonly atMs: Ms
    }

/**
 * A connection that carries one request at a time; it is opened when first needed, kept, and reopened when it is gone. A request that is not to keep its connection
 * has a new one for itself.
 * A latency that starts at `send` includes opening it.
 */
export interface Wire {
  /**
   * Sends the job's request at this place. `done` is called once, never from within `send`, unless `close` came first.
   * `sinceMs`: since when its timeout runs, where that is not now.
   */
  send(request: number, done: (outcome: Outcome) => void, sinceMs?: Ms): void
  /** Whether the next request goes out on a connection that is there already, as far as is known. */
  readonly isOpen: boolean
  /** Whether the event loop is to turn before the next send, because the server may have closed without a word. Asked once for each. */
  isWary(): boolean
  /** Where it leads: the endpoint's place in the job's list. */
  readonly endpoint: number
  /** Drops what is under way and closes; resolves when the socket is closed. */
  close(): Promise<void>
}

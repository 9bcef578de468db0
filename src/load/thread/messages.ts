import type { EngineName, Ms, Side, StageLoad } from '../../model/config.ts'
import type { Probe } from '../../model/evidence.ts'
import type { AbortReason, ReplicaSamples, RequestSamples } from '../../model/samples.ts'
import type { Endpoint, LoadJob, ProbeJob } from '../../ports.ts'
import type { DriveEnd, DriverFigures } from '../engine.ts'
import type { ThreadMeter } from '../record/generator-meter.ts'
import type { Gathered } from '../record/window-recorder.ts'
import type { Share } from './split-job.ts'

/** What a thread is for, told in its `workerData`: to drive stages, or to take the load that a driving thread is made hot with. */
export type ThreadRole = 'generator' | 'heat-server'

/** What the main thread tells a load thread. `id` names the call that a message belongs to, `stage` the stage that is open. */
export type ToThread =
  | { readonly type: 'probe'; readonly id: number; readonly job: ProbeJob }
  | { readonly type: 'heat'; readonly id: number; readonly heat: HeatJob }
  | { readonly type: 'open'; readonly id: number; readonly stage: number; readonly job: ThreadJob }
  | { readonly type: 'drive'; readonly id: number; readonly stage: number; readonly stretch: Stretch }
  | { readonly type: 'close'; readonly id: number; readonly stage: number }
  | { readonly type: 'abort'; readonly id: number; readonly why: AbortReason }

/** What a load thread answers: any number of `gathered` while it drives, then one of the others. */
export type FromThread =
  | { readonly type: 'gathered'; readonly id: number; readonly gathered: News }
  | { readonly type: 'probes'; readonly id: number; readonly probes: readonly Probe[] }
  | { readonly type: 'hot'; readonly id: number }
  | { readonly type: 'opened'; readonly id: number }
  | { readonly type: 'drove'; readonly id: number; readonly end: DriveEnd }
  | { readonly type: 'closed'; readonly id: number; readonly parts: readonly SidePart[] }
  | { readonly type: 'failed'; readonly id: number; readonly what: string }

/** What a thread has heard of anybody in a stage: nothing yet, that its own machine had no room for a connection and nothing else, or something of the target. */
export type Reach = 'untried' | 'own-limits' | 'target'

/** What a thread tells while it drives: what it gathered, and whether nothing answers it any more. */
export type News = Gathered & { readonly unanswered: boolean; readonly reach: Reach }

/** What an engine is to be made hot for, and the server of our own that takes it. */
export type HeatJob = {
  readonly engine: EngineName
  readonly model: StageLoad['model']
  readonly endpoint: Endpoint
}

/** One thread's share of a stage with everything that it is driven with. */
export type ThreadJob = {
  readonly engine: EngineName
  readonly share: Share
  readonly sides: LoadJob['sides']
  readonly windowMs: Ms
}

/** One turn of a stage as every thread drives it. */
export type Stretch = {
  readonly side: Side
  /** `null`: the whole stage. */
  readonly ms: Ms | null
  /** When to begin, on the clock that all threads share (`performance.timeOrigin + performance.now()`). */
  readonly startAtMs: Ms
  /** How long the side was driven before: its own clock goes on from there. */
  readonly drivenMs: Ms
}

/** What one thread has of one side at the end of a stage. Its windows went over while it drove. */
export type SidePart = { readonly side: Side; readonly part: ThreadPart }
export type ThreadPart = {
  readonly perRequest: readonly RequestSamples[]
  readonly perReplica: readonly ReplicaSamples[]
  readonly figures: DriverFigures
  readonly meter: ThreadMeter
  /** What was sent while users were being spawned; empty where nothing was. */
  readonly spawned: readonly RequestSamples[]
}

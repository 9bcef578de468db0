import type { Probe } from '../model/evidence.ts'
import type { AbortReason, StageSamples } from '../model/samples.ts'
import type { LoadJob, LoadProgress, ProbeJob } from '../ports.ts'

/** What the main thread tells the load worker. `id` names the call that a message belongs to. */
export type ToWorker =
  | { readonly type: 'run'; readonly id: number; readonly job: LoadJob }
  | { readonly type: 'probe'; readonly id: number; readonly job: ProbeJob }
  | { readonly type: 'abort'; readonly id: number; readonly why: AbortReason }

/** What the load worker answers: any number of `progress`, then one of the others. */
export type FromWorker =
  | { readonly type: 'progress'; readonly id: number; readonly now: LoadProgress }
  | { readonly type: 'samples'; readonly id: number; readonly samples: StageSamples }
  | { readonly type: 'probes'; readonly id: number; readonly probes: readonly Probe[] }
  | { readonly type: 'failed'; readonly id: number; readonly what: string }

import type { Stage } from '../config.ts'
import type { StageView } from '../metrics/stage-view.ts'
import type { Summary } from '../metrics/summary.ts'
import type { Words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import type { StageRun } from '../result/views.ts'
import type { StageSamples } from '../samples.ts'

/** Why a stage went wrong: a closed list, the most specific first. The first one that has evidence is named. */
export const CAUSES = [
  'killed-for-memory',
  'exited',
  'service-errors',
  'network-errors',
  'unanswered',
  'generator',
  'noisy-host',
  'throttled',
  'queueing',
  'cpu-full',
  'memory-close',
  'memory-grows',
  'imbalance',
  'unknown',
] as const
export type Cause = (typeof CAUSES)[number]

/** A start, and what its containers did in the stage, or all their life. */
export type Run = Pick<StageRun, 'round' | 'start' | 'figures'>

/** All that a cause is looked for in. */
export type Scene = {
  readonly result: Result
  /** `null`: the whole life of each target. */
  readonly stage: Stage | null
  /** One for each round in which the stage was begun, or that became ready. */
  readonly runs: readonly Run[]
  /** What the load saw in them; nothing where `stage` is `null`. */
  readonly samples: readonly StageSamples[]
  readonly pooled: StageView
  /** Of all replicas; `null` where nobody watched. */
  readonly target: Summary | null
  /** Of the proxy in front of them, and what it may use; `null` where there is none, or nobody watched. */
  readonly balancer: { readonly summary: Summary; readonly cpus: number; readonly memoryBytes: number } | null
  /** Whether it is failures that are asked about, so that any of them counts. */
  readonly aboutFailures: boolean
}

/** Looks for one cause: a sentence with its evidence, without a full stop; `null` where there is none. */
export type Explain = (scene: Scene) => Words | null

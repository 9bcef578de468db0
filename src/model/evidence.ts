import type { Ms, Side } from './config.ts'
import type { Outside } from './outside.ts'
import type { StageSamples } from './samples.ts'
import type { TargetFigures } from './target-figures.ts'

/** One fresh start of every side with all stages run on it: the unit of evidence. */
export type Round = {
  readonly round: number
  readonly starts: readonly Start[]
  /** From the first start call to the last removal. */
  readonly ms: Ms
  /** It was found to count beside a side that is left out here, whose latency was part of that: it is not asked again without it. */
  readonly counts?: true
}

/** What one fresh start of one side gave. A start that failed is a value: evidence for a search, a setup error for a gate. */
export type Start = { readonly side: Side } & (
  | { readonly state: 'failed'; readonly ending: Ending }
  | {
      readonly state: 'ready'
      /** From the engine's start call to the first answer that counts as ready. */
      readonly startupMs: Ms
      readonly limits: AppliedLimits
      /** `null` where there is no proxy in front of the replicas. */
      readonly balancerLimits: AppliedLimits | null
      readonly route: Route
      /** Each request sent once, before any load. */
      readonly probes: readonly Probe[]
      /** In the order of the plan; a stage that was never begun is not in it. */
      readonly stages: readonly StageSamples[]
      /** What the containers did meanwhile, one for each of `stages`. */
      readonly figures: readonly TargetFigures[]
      /** The same from the start call to the end, without a series. */
      readonly life: TargetFigures
      /** How the target went away by itself; `null` when it lived to the end. */
      readonly ending: Ending | null
      /** What its containers said last, where requests failed and all of them lived on; else empty. */
      readonly logs: readonly ContainerLog[]
    }
)

/** The last lines of a container's log, oldest first. Environment values are replaced by `***`. */
export type ContainerLog = {
  /** `null` where the target has one container. */
  readonly who: Who | null
  readonly lastLines: readonly Outside[]
}

/** What the engine says that it set on a container, read back after the start. */
export type AppliedLimits = {
  /** The quota, or the number of cores where there is none. */
  readonly cpus: number
  /** Cores that are its own; `null`: it has none. */
  readonly cpuset: readonly number[] | null
  /** Cores that it may use beside others, where some are another container's own; `null`: any, or its own. */
  readonly sharedCores: readonly number[] | null
  readonly memoryBytes: number
  /** Memory and swap together; equal to `memoryBytes` when no swap can be used. */
  readonly memorySwapBytes: number
  readonly pids: number | null
  readonly nofile: number | null
  readonly shmBytes: number
}

/** How the load reaches the target. The same for both sides of a comparison. */
export type Route = 'mapped-port' | 'container-address'

/** Why a container is gone or never came: a closed list. */
export type Ending = {
  readonly how: EndingKind
  /** Which container, where a target has several; `null` where it has one. */
  readonly who: Who | null
  readonly exitCode: number | null
  /** The engine's message where it refused, with everything from outside in it. */
  readonly engineSaid: Outside | null
  /** Seconds since the container was started, as milliseconds. */
  readonly afterMs: Ms
  /** The last lines of its log, oldest first. Environment values are replaced by `***`. */
  readonly lastLines: readonly Outside[]
}
/** One of a target's containers. Replicas count from 1. */
export type Who =
  | { readonly kind: 'replica'; readonly number: number; readonly of: number }
  | { readonly kind: 'balancer' }
export type EndingKind =
  /** The kernel killed it: more memory than its limit. */
  | 'out-of-memory'
  /** Its main process ended by itself or by a signal. */
  | 'exited'
  /** It runs, but nothing ever listened on the port. */
  | 'port-never-opened'
  /** It runs, but no answer ever came, and whether something listened cannot be seen from here. */
  | 'never-answered'
  /** It listens, but never answered as readiness asks. */
  | 'never-ready'
  /** The engine refused to start it: bad command, unknown user, a port that is taken. */
  | 'refused-by-engine'

/** One request sent once, and what came back. */
export type Probe = {
  readonly request: string
  readonly status: number | null
  readonly ok: boolean
  /** What failed where no answer came: refused, reset, timeout. */
  readonly error: Outside | null
  /** First part of the body; it goes to the log, never into a comment. */
  readonly body: Outside | null
}

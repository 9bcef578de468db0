import type { Ms } from './config.ts'
import type { Outside } from './outside.ts'

/** What a target's containers did over a stretch of time (a stage, or their whole life), as the kernel and the engine counted it. */
export type TargetFigures = {
  /** Length of the stretch. */
  readonly ms: Ms
  /** The first is replica 1. */
  readonly replicas: readonly ContainerFigures[]
  /** Of the proxy in front; `null` where there is none. */
  readonly balancer: ContainerFigures | null
  /** `null` where the engine's machine cannot be seen from here. */
  readonly host: HostFigures | null
}

export type ContainerFigures = {
  /** Who counted: the kernel's files, or the engine, which is slower and knows less. */
  readonly source: 'cgroup-v1' | 'cgroup-v2' | 'engine'
  /** CPU time that was used. */
  readonly cpuSeconds: number
  /** Under a CPU quota: periods in which it wanted to run, those in which it was stopped for the rest, and for how long (all its threads together). `null`: no quota. */
  readonly throttling: {
    readonly periods: number
    readonly throttledPeriods: number
    readonly throttledSeconds: number
  } | null
  readonly memory: MemoryFigures
  /** Processes that the kernel killed for memory, the main one or a child. */
  readonly oomKills: number
  /** Times that it was started again by somebody else. */
  readonly restarts: number
  readonly network: { readonly receivedBytes: number; readonly sentBytes: number } | null
  readonly blockIo: { readonly readBytes: number; readonly writtenBytes: number } | null
  /** Most processes and threads at once, as far as was seen; `null`: not known. */
  readonly mostPids: number | null
  /** Steps of the stretch, oldest first. */
  readonly series: readonly FigurePoint[]
}

export type MemoryFigures = {
  /** The kernel's own high-water mark since the container was started, page cache included; `null` where there is none. */
  readonly peakBytes: number | null
  /** Most in use at once as far as was seen, without page cache that can be dropped (the working set). */
  readonly mostWorkingSetBytes: number
  /** Page cache at the end of the stretch. */
  readonly cacheBytes: number
}

/** The same without the curves. */
export function withoutSeries(figures: TargetFigures): TargetFigures {
  const { replicas, balancer } = figures
  return {
    ...figures,
    replicas: replicas.map((replica) => ({ ...replica, series: [] })),
    balancer: balancer && { ...balancer, series: [] },
  }
}

/** One step of a container's curve: rates are over the time since the step before. */
export type FigurePoint = {
  /** From the start of the stretch. */
  readonly atMs: Ms
  /** Cores in use. */
  readonly cpu: number
  /** Share of the quota's periods in which it was stopped; 0 without a quota. */
  readonly throttledShare: number
  readonly workingSetBytes: number
  readonly cacheBytes: number
  readonly oomKills: number
  readonly restarts: number
}

/** The engine's machine over the stretch, in cores. */
export type HostFigures = {
  readonly cores: number
  readonly busy: number
  /** Taken by the hypervisor for others. */
  readonly stolen: number
  /** This process: the load generator and the rest of perf-gate. */
  readonly ours: number
  /** Containers that the target needs around it: its dependencies, and what else is in its network. */
  readonly dependencies: number
  /** The engine's own proxies of the ports by which the load reaches the target, as far as they can be seen. */
  readonly proxies: number
  /** What none of these nor the target used: other containers and programs. */
  readonly others: number
  /** The busiest container among the others; `null`: none is known. */
  readonly busiest: { readonly name: Outside; readonly cores: number } | null
}

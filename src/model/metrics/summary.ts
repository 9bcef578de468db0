import type { Ms } from '../config.ts'
import type { ContainerFigures, TargetFigures } from '../target-figures.ts'
import { throttledShare } from './metric-figures.ts'

/** Containers over a stretch of time. */
export type Stretch = { readonly ms: Ms; readonly containers: readonly ContainerFigures[] }

/** What some containers did over some stretches, taken together: rates on average, memory and processes of the one with the most, events in all. */
export type Summary = {
  /** Cores in use, of all containers together. */
  readonly cores: number
  /** `null`: no quota. */
  readonly throttledShare: number | null
  /** `null` where the kernel gave no such mark for one of them. */
  readonly peakBytes: number | null
  readonly workingSetBytes: number
  readonly cacheBytes: number
  readonly oomKills: number
  readonly restarts: number
  /** Bytes per second of all together; `null` where one has no such figure. */
  readonly received: number | null
  readonly sent: number | null
  readonly read: number | null
  readonly written: number | null
  readonly mostPids: number | null
}

/** `null` where there is nothing to sum up. */
export function summarize(stretches: readonly Stretch[]): Summary | null {
  const containers = stretches.flatMap((stretch) => stretch.containers)
  if (containers.length === 0) return null
  const seconds = stretches.reduce((sum, stretch) => sum + stretch.ms, 0) / 1000
  const sum = (of: (one: ContainerFigures) => number) => containers.reduce((total, one) => total + of(one), 0)
  const most = (of: (one: ContainerFigures) => number) => Math.max(...containers.map(of))
  const rate = (of: (one: ContainerFigures) => number | undefined) => {
    const amounts = containers.map(of).filter((amount) => amount !== undefined)
    if (amounts.length < containers.length || seconds === 0) return null
    return amounts.reduce((total, amount) => total + amount, 0) / seconds
  }
  const pids = containers.flatMap(({ mostPids }) => mostPids ?? [])
  return {
    cores: seconds === 0 ? 0 : sum((one) => one.cpuSeconds) / seconds,
    throttledShare: throttledShare(containers),
    peakBytes: containers.some(({ memory }) => memory.peakBytes === null)
      ? null
      : most(({ memory }) => memory.peakBytes ?? 0),
    workingSetBytes: most(({ memory }) => memory.mostWorkingSetBytes),
    cacheBytes: most(({ memory }) => memory.cacheBytes),
    oomKills: sum((one) => one.oomKills),
    restarts: sum((one) => one.restarts),
    received: rate(({ network }) => network?.receivedBytes),
    sent: rate(({ network }) => network?.sentBytes),
    read: rate(({ blockIo }) => blockIo?.readBytes),
    written: rate(({ blockIo }) => blockIo?.writtenBytes),
    mostPids: pids.length === 0 ? null : Math.max(...pids),
  }
}

/** What one replica did over some runs; `null` where it was not watched. */
export function replicaSummary(
  runs: readonly { readonly figures: TargetFigures | null }[],
  replica: number,
): Summary | null {
  return summarize(
    runs.flatMap(({ figures }) => {
      const own = figures?.replicas[replica - 1]
      return figures === null || own === undefined ? [] : [{ ms: figures.ms, containers: [own] }]
    }),
  )
}

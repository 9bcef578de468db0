import type { ContainerFigures, HostFigures, MemoryFigures, TargetFigures } from './target-figures.ts'

/**
 * Several stretches of one target taken as one: counters are added, marks are the highest, and the curves follow each other without the gaps between
 * them. The stretches are in the order of time. Throws where there is none.
 */
export function joinFigures(stretches: readonly TargetFigures[]): TargetFigures {
  const [first, ...others] = stretches
  if (first === undefined) throw new Error('there are no figures to join')
  return others.reduce(joinTwo, first)
}

function joinTwo(a: TargetFigures, b: TargetFigures): TargetFigures {
  return {
    ms: a.ms + b.ms,
    // Of what was not known in one of the stretches nothing is known over both.
    replicas:
      a.replicas.length === b.replicas.length
        ? a.replicas.map((replica, place) => joinContainers(replica, b.replicas[place], a.ms))
        : [],
    balancer: a.balancer && joinContainers(a.balancer, b.balancer ?? undefined, a.ms),
    host: a.host && b.host && joinHosts(a.host, b.host, a.ms / (a.ms + b.ms)),
  }
}

function joinContainers(a: ContainerFigures, b: ContainerFigures | undefined, afterMs: number): ContainerFigures {
  if (b === undefined) return a
  return {
    source: a.source,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
    throttling: a.throttling && b.throttling && addAll(a.throttling, b.throttling),
    memory: joinMemory(a.memory, b.memory),
    oomKills: a.oomKills + b.oomKills,
    restarts: a.restarts + b.restarts,
    network: a.network && b.network && addAll(a.network, b.network),
    blockIo: a.blockIo && b.blockIo && addAll(a.blockIo, b.blockIo),
    mostPids: highest(a.mostPids, b.mostPids),
    series: [...a.series, ...b.series.map((point) => ({ ...point, atMs: point.atMs + afterMs }))],
  }
}

function joinMemory(a: MemoryFigures, b: MemoryFigures): MemoryFigures {
  return {
    peakBytes: highest(a.peakBytes, b.peakBytes),
    mostWorkingSetBytes: Math.max(a.mostWorkingSetBytes, b.mostWorkingSetBytes),
    cacheBytes: b.cacheBytes,
  }
}

/** `share`: how much of the time is `a`'s. */
function joinHosts(a: HostFigures, b: HostFigures, share: number): HostFigures {
  const mean = (of: (host: HostFigures) => number) => of(a) * share + of(b) * (1 - share)
  return {
    cores: a.cores,
    busy: mean((host) => host.busy),
    stolen: mean((host) => host.stolen),
    ours: mean((host) => host.ours),
    dependencies: mean((host) => host.dependencies),
    proxies: mean((host) => host.proxies),
    others: mean((host) => host.others),
    busiest: joinBusiest(a.busiest, b.busiest, share),
  }
}

/** The one that used more in all; of the other it is not known what it used meanwhile. */
function joinBusiest(a: HostFigures['busiest'], b: HostFigures['busiest'], share: number): HostFigures['busiest'] {
  const [first, second] = [a && { ...a, cores: a.cores * share }, b && { ...b, cores: b.cores * (1 - share) }]
  if (first === null || second === null) return first ?? second
  if (first.name.outside === second.name.outside) return { ...first, cores: first.cores + second.cores }
  return first.cores >= second.cores ? first : second
}

function addAll<T extends Readonly<Record<string, number>>>(a: T, b: T): T {
  return Object.fromEntries(Object.entries(a).map(([key, value]) => [key, value + (b[key] ?? 0)])) as T
}

function highest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

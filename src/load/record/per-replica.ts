import { encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import { mergeLatencies, newHistogram, type ReplicaSamples } from '../../model/samples.ts'
import type { Endpoint } from '../../ports.ts'

/** What one replica has answered so far. */
export type ReplicaTally = { readonly replica: number; readonly histogram: Histogram; ok: number; failed: number }

/**
 * A tally for each endpoint, by its place: endpoints of one replica share theirs. Empty where nothing is to be told apart: there is one replica, or a proxy
 * hides who answers.
 */
export function replicaTallies(endpoints: readonly Endpoint[]): readonly ReplicaTally[] {
  const tallies = new Map<number, ReplicaTally>()
  for (const { replica } of endpoints) {
    if (replica === null) return []
    if (!tallies.has(replica)) tallies.set(replica, { replica, histogram: newHistogram(), ok: 0, failed: 0 })
  }
  if (tallies.size < 2) return []
  return endpoints.flatMap(({ replica }) => tallies.get(replica ?? 0) ?? [])
}

/** One entry for each replica, in the order of their numbers. */
export function replicaSamples(tallies: readonly ReplicaTally[]): readonly ReplicaSamples[] {
  return inOrder([...new Set(tallies)]).map(({ replica, ok, failed, histogram }) => {
    return { replica, ok, failed, latencyMicros: encodeIntoCompressedBase64(histogram) }
  })
}

/** What several threads have of the same replicas, put together. */
export function mergeReplicas(samples: readonly ReplicaSamples[]): readonly ReplicaSamples[] {
  const byReplica = Map.groupBy(samples, ({ replica }) => replica)
  const merged = Array.from(byReplica, ([replica, parts]): ReplicaSamples => {
    const [only, ...others] = parts
    if (only !== undefined && others.length === 0) return only
    return {
      replica,
      ok: parts.reduce((sum, { ok }) => sum + ok, 0),
      failed: parts.reduce((sum, { failed }) => sum + failed, 0),
      latencyMicros: encodeIntoCompressedBase64(mergeLatencies(parts)),
    }
  })
  return inOrder(merged)
}

function inOrder<T extends { readonly replica: number }>(items: readonly T[]): readonly T[] {
  return items.toSorted((a, b) => a.replica - b.replica)
}

import { z } from 'zod'
import { mergeLatencies } from '../samples.ts'
import type { Capacity } from './capacity.ts'
import { CAPACITY_KIND, CAPACITY_SCHEMA, decodeCapacity } from './capacity-file.ts'

/** What a file turned out to be. */
export type ReadCapacity =
  | { readonly state: 'good'; readonly capacity: Capacity }
  | { readonly state: 'newer'; readonly schema: number }
  /** It says that it is a capacity file, and is not as one should be. */
  | { readonly state: 'broken'; readonly why: string }
  | { readonly state: 'something-else' }

/** Reads the text of what may be a capacity file. Hostile input: everything is checked, nothing is trusted. */
export function readCapacity(source: string): ReadCapacity {
  const head = headSchema.safeParse(parseJson(source)).data
  if (head === undefined) return { state: 'something-else' }
  if (head.schema > CAPACITY_SCHEMA) return { state: 'newer', schema: head.schema }
  const capacity = decodeCapacity(source)
  if (capacity === null) return { state: 'broken', why: 'it is not as the format of a capacity file says' }
  if (hasBadHistogram(capacity)) return { state: 'broken', why: 'its latencies are not histograms' }
  return { state: 'good', capacity }
}

const headSchema = z.object({ kind: z.literal(CAPACITY_KIND), schema: z.int() })

/** `undefined`, which is no JSON, where the text is none. */
function parseJson(source: string): unknown {
  try {
    return JSON.parse(source)
  } catch {
    // Not JSON is an answer.
    return undefined
  }
}

/** Found before anything is judged, so that it is no surprise in the middle of that. */
export function hasBadHistogram({ trials }: Pick<Capacity, 'trials'>): boolean {
  const samples = trials.flatMap(({ rounds }) =>
    rounds.flatMap(({ starts }) => starts.flatMap((start) => (start.state === 'ready' ? start.stages : []))),
  )
  try {
    mergeLatencies(samples.flatMap(({ perRequest, perReplica }) => [...perRequest, ...perReplica]))
    return false
  } catch {
    // Whatever the reader of histograms says of them, they are none.
    return true
  }
}

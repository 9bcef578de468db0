import { z } from 'zod'
import { mergeLatencies } from '../samples.ts'
import type { Capacity } from './capacity.ts'
import { CAPACITY_KIND, CAPACITY_SCHEMA, decodeCapacity } from './capacity-file.ts'

/** What a file turned out to be. */
export type ReadCapacity =
  | { readonly state: 'good'; readonly capacity: Capacity }
  | { readonly state: 'newer'; readonly schema: number }
  | { readonly state: 'bad'; readonly why: string }

/** Reads the text of what may be a capacity file. Hostile input: everything is checked, nothing is trusted. */
export function readCapacity(source: string): ReadCapacity {
  const head = headOf(source)
  if (head === undefined) return { state: 'bad', why: 'it is not what a capacity run has measured' }
  if (head.schema > CAPACITY_SCHEMA) return { state: 'newer', schema: head.schema }
  const capacity = decodeCapacity(source)
  if (capacity === null) return { state: 'bad', why: 'it is not as the format of a capacity file says' }
  if (hasBadHistogram(capacity)) return { state: 'bad', why: 'its latencies are not histograms' }
  return { state: 'good', capacity }
}

/** Whether a text says of itself that a capacity run wrote it; whether it can be read is another question. */
export function isCapacityText(source: string): boolean {
  return headOf(source) !== undefined
}

function headOf(source: string) {
  return headSchema.safeParse(parseJson(source)).data
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
function hasBadHistogram({ trials }: Pick<Capacity, 'trials'>): boolean {
  const samples = trials.flatMap(({ rounds }) =>
    rounds.flatMap(({ starts }) => starts.flatMap((start) => (start.state === 'ready' ? start.stages : []))),
  )
  try {
    mergeLatencies(
      samples.flatMap(({ perRequest, perReplica, spawn }) => [
        ...perRequest,
        ...perReplica,
        ...(spawn?.perRequest ?? []),
      ]),
    )
    return false
  } catch {
    // Whatever the reader of histograms says of them, they are none.
    return true
  }
}

/** What the known server wrote down of one request. Times are monotonic and system-wide (`monotonicMs`). */
export type ServedRequest = {
  /** When its first byte was read. */
  readonly arrivedMs: number
  /** When the last byte of its answer had been handed to the kernel; `null`: it never was. */
  readonly writtenMs: number | null
  readonly status: number
  /** Whether its connection was opened for it. */
  readonly first: boolean
  /** The `x-id` header; `null` where the client sent none. */
  readonly id: number | null
}

export type ServerRecord = {
  readonly requests: readonly ServedRequest[]
  /** CPU time of the server over the time from the first arrival to the last write; 1 is a whole core. */
  readonly cpuShare: number
}

/** A glance at a running server, for throughput. */
export type Count = {
  readonly atMs: number
  readonly answered: number
  /** Connections that were ever accepted, and of those how many have had an answer. */
  readonly accepted: number
  readonly served: number
  /** When the last connection got its first answer. */
  readonly lastServedMs: number | null
}

export type ToServer =
  | { readonly type: 'begin'; readonly file: string }
  | { readonly type: 'end' }
  | { readonly type: 'count' }

export type FromServer =
  | { readonly type: 'listening'; readonly port: number }
  | { readonly type: 'begun' }
  | { readonly type: 'ended' }
  | { readonly type: 'count'; readonly count: Count }

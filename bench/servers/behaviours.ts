/** How one path of the known server answers. All times in milliseconds. */
export type Behaviour = {
  readonly service: ServiceTime
  /** Every so many answers of this path end their connection; 1 is each of them. */
  readonly closeEvery?: number
  /** Nothing of this path is answered for so long, so long after its first request, and again each time that the period is over. */
  readonly stall?: { readonly ms: number; readonly afterMs: number; readonly everyMs: number }
  /** Every so many answers are a 503 that comes at once. */
  readonly errorEvery?: number
  readonly body?: BodyShape
  /** The whole server kills itself (SIGKILL) so long after the first request of this path. */
  readonly killAfterMs?: number
}

/** `two`: every tenth request is a slow one, so that the share is exact. `log-normal`: the same sequence in every run. */
export type ServiceTime =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'two'; readonly fastMs: number; readonly slowMs: number }
  | { readonly kind: 'log-normal'; readonly medianMs: number; readonly sigma: number }

/** `chunked`: so many chunks, evenly over so long; the last byte is the end of the latency. */
export type BodyShape =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked'; readonly chunks: number; readonly bytesEach: number; readonly overMs: number }

const constant = (ms: number): ServiceTime => ({ kind: 'constant', ms })
const logNormal: ServiceTime = { kind: 'log-normal', medianMs: 30, sigma: 0.5 }

/** The servers of `bench:truth`, one path each. `/none` answers at once and keeps no record: it is for throughput. */
export const BEHAVIOURS = {
  '/none': { service: constant(0) },
  '/none-close': { service: constant(0), closeEvery: 1 },
  '/none-close-20': { service: constant(0), closeEvery: 20 },
  '/constant-1': { service: constant(1) },
  '/constant-5': { service: constant(5) },
  '/constant-50': { service: constant(50) },
  '/bimodal': { service: { kind: 'two', fastMs: 10, slowMs: 200 } },
  '/log-normal': { service: logNormal },
  '/close-every': { service: constant(50), closeEvery: 1 },
  '/close-20th': { service: constant(50), closeEvery: 20 },
  '/stall': { service: constant(5), stall: { ms: 1000, afterMs: 5000, everyMs: 10_000 } },
  '/errors': { service: logNormal, errorEvery: 10 },
  '/chunked': { service: constant(20), body: { kind: 'chunked', chunks: 4, bytesEach: 1000, overMs: 30 } },
  '/large': { service: constant(20), body: { kind: 'length', bytes: 200_000 } },
  '/killed': { service: constant(20), killAfterMs: 1200 },
} as const satisfies Readonly<Record<string, Behaviour>>

export type Path = keyof typeof BEHAVIOURS

import { build, type Histogram } from 'hdr-histogram-js'
import type { EngineName, Ms, Ramp } from './config.ts'
import type { Outside } from './outside.ts'
import { RANGE, unpackHistogram } from './result/unpack-histogram.ts'

/** What one stage of one round and side gave. Plain data: it crosses from the load worker and goes into the result. */
export type StageSamples = {
  readonly stage: string
  /** Which generator drove it, and why that one (`choose-engine.ts`). */
  readonly engine: EngineName
  readonly engineWhy: string
  /**
   * The time base of rates. Closed loops: the mean over connections of the time from first send to the end of the last request, by duration
   * at least that duration; by a number of requests it begins for all with the stage. Ramps of connections: the time driven, to the last answer.
   * Rate stages: the planned length, and beyond it as long as requests were sent that had to wait for room. Users: the time measured after all
   * had spawned; by a number of requests from the first user to the last answer.
   */
  readonly seconds: number
  /** How long the stage was driven, its spawn phase and the wait for last answers included; turns added. `null`: the result was made before it was kept. */
  readonly tookMs: Ms | null
  /** Requests that the plan offered per second (rate stages); `null` for closed loops. */
  readonly offeredPerSecond: Ramp | null
  readonly perRequest: readonly RequestSamples[]
  /** Of each endpoint's replica, where there are several that the generator spreads its load over; else empty. */
  readonly perReplica: readonly ReplicaSamples[]
  readonly windows: readonly Window[]
  readonly generator: GeneratorFigures
  /** What happened while users were still being spawned; none of it is in the other figures. `null` for other loads, and by a number of requests. */
  readonly spawn: SpawnFigures | null
  readonly ended: StageEnd
}

/** The spawn phase of a stage of users. */
export type SpawnFigures = {
  /** From the first user until all were there. */
  readonly seconds: number
  readonly ok: number
  readonly failed: number
  /** The same requests one by one, with their latencies and failures; empty: the result was made before they were kept. */
  readonly perRequest: readonly RequestSamples[]
}

/** Whether all that was sent while users were being spawned is known request by request. */
export function isByRequest({ ok, failed, perRequest }: SpawnFigures): boolean {
  return perRequest.length > 0 || ok + failed === 0
}

/** Whether a stage ran as planned. An aborted stage can never pass. */
export type StageEnd = { readonly how: 'complete' } | { readonly how: 'aborted'; readonly why: AbortReason }
/**
 * `no-answers`: nothing but connection errors came; `failing`: more failed, for longer, than the abort rule allows. `own-limit`: no connection
 * could even be tried (`own-limit.ts`); `generator-stuck`: a thread of the generator did not answer any more and was ended.
 */
export type AbortReason =
  | 'target-gone'
  | 'other-side'
  | 'time-limit'
  | 'interrupted'
  | 'no-answers'
  | 'failing'
  | 'own-limit'
  | 'generator-stuck'

/** Counts and latencies of one request of the mix. RPS counts `ok` alone. */
export type RequestSamples = {
  readonly request: string
  /** Answers as expected, to the last byte. */
  readonly ok: number
  /** Answers with a status that was not expected. */
  readonly unexpectedStatus: number
  /** Answers with an expected status whose body was not as expected. */
  readonly failedExpectation: number
  readonly timeouts: number
  /** Refused, reset, broken off, no TLS: no whole answer. Without those of kind `own-limit`, which say nothing of the target. */
  readonly connectionErrors: number
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>
  /** The same failures, grouped, and beside them those of kind `own-limit`, which are not counted. */
  readonly failures: readonly FailureGroup[]
  readonly timeoutMs: Ms
  /** HDR histogram of the ok answers' latencies in microseconds, V2 compressed, base64. */
  readonly latencyMicros: string
}

/** How requests ended: of one request of the mix, or of several taken together. */
type Counts = Pick<RequestSamples, 'ok' | 'unexpectedStatus' | 'failedExpectation' | 'timeouts' | 'connectionErrors'>

/** `own-limit`: the connection was not even tried, because the generator's machine had no more files, ports or memory (`own-limit.ts`). */
export type FailureKind = 'status' | 'expectation' | 'timeout' | 'refused' | 'reset' | 'tls' | 'own-limit' | 'other'

/** Failures of one kind; those of kind `status` are one group a status. Times are from the start of the stage. */
export type FailureGroup = {
  readonly kind: FailureKind
  /** The status, where an answer came. */
  readonly status: number | null
  readonly count: number
  readonly firstMs: Ms
  readonly lastMs: Ms
  /** One example: the error's text, or the first part of the body. */
  readonly example: Outside | null
}

/** Two groups of one kind and status taken together. */
export function joinGroups(a: FailureGroup, b: FailureGroup): FailureGroup {
  return {
    kind: a.kind,
    status: a.status,
    count: a.count + b.count,
    firstMs: Math.min(a.firstMs, b.firstMs),
    lastMs: Math.max(a.lastMs, b.lastMs),
    example: a.example ?? b.example,
  }
}

/** What one replica answered. `latencyMicros` as in RequestSamples. */
export type ReplicaSamples = {
  /** From 1. */
  readonly replica: number
  readonly ok: number
  readonly failed: number
  readonly latencyMicros: string
}

/** A time step of the recorded curve, from the start of the stage. */
export type Window = {
  readonly fromMs: Ms
  readonly ok: number
  readonly failed: number
  readonly p50Micros: number | null
  readonly p95Micros: number | null
  readonly p99Micros: number | null
}

/** How hard the generator itself had to work, and what it could not do as planned. */
export type GeneratorFigures = {
  readonly threads: number
  /**
   * CPU time of the busiest of its threads over wall time: 1 is a whole core. Not of the time in which users were being spawned, or last answers waited for;
   * where the load rises or falls, of the busiest second.
   */
  readonly cpuShare: number
  /** Time in which the worst of them was ready to run while something else ran on its core, over the same time; `null` where the kernel does not say. */
  readonly runDelayShare: number | null
  /** 99th percentile of the event loop's delay, of the worst thread. */
  readonly loopLagP99Ms: Ms
  /** 99th percentile of the time between planned and real send that was our own fault (rate stages, else 0). */
  readonly lateP99Ms: Ms
  /** Requests sent late because `max-in-flight` was reached: the target's doing. */
  readonly waitedForRoom: number
  /** Planned requests that were never sent because the stage ended first. */
  readonly dropped: number
  /** Requests sent once more, because the server closed their kept connection just then and had not begun to answer: each counts once, as what became of it at last. */
  readonly resent: number
}

export function newHistogram(): Histogram {
  return build(RANGE)
}

/** All samples of some requests or rounds taken together; percentiles are read from merged histograms only. */
export type Merged = {
  readonly ok: number
  readonly unexpectedStatus: number
  readonly failedExpectation: number
  readonly timeouts: number
  readonly connectionErrors: number
  readonly histogram: Histogram
  /** The shortest timeout among the requests that timed out; 0 when none did. */
  readonly timeoutMs: Ms
}

/** Merges encoded latencies, to be read only. Throws when one is not a histogram of ours (`unpack-histogram.ts`). */
export function mergeLatencies(encoded: readonly { readonly latencyMicros: string }[]): Histogram {
  const [only] = encoded
  if (only !== undefined && encoded.length === 1) return unpackHistogram(only.latencyMicros)
  const histogram = newHistogram()
  for (const one of encoded) histogram.add(unpackHistogram(one.latencyMicros))
  return histogram
}

/** Merges samples. Throws when an encoded histogram is not one. */
export function mergeSamples(samples: readonly RequestSamples[]): Merged {
  const histogram = mergeLatencies(samples)
  const sum = (count: (one: RequestSamples) => number) => samples.reduce((total, one) => total + count(one), 0)
  const timedOut = samples.filter((one) => one.timeouts > 0).map((one) => one.timeoutMs)
  return {
    ok: sum((one) => one.ok),
    unexpectedStatus: sum((one) => one.unexpectedStatus),
    failedExpectation: sum((one) => one.failedExpectation),
    timeouts: sum((one) => one.timeouts),
    connectionErrors: sum((one) => one.connectionErrors),
    histogram,
    timeoutMs: timedOut.length === 0 ? 0 : Math.min(...timedOut),
  }
}

/** Requests that were judged: answered, failed or timed out. */
export function attempts(counts: Counts): number {
  return counts.ok + failures(counts)
}

/** Unexpected statuses and bodies, timeouts and connection errors. */
export function failures(counts: Omit<Counts, 'ok'>): number {
  return counts.unexpectedStatus + counts.failedExpectation + counts.timeouts + counts.connectionErrors
}

/** Mean latency of the ok answers; 0 where there are none. */
export function meanMs(merged: Pick<Merged, 'histogram'>): Ms {
  return merged.histogram.totalCount === 0 ? 0 : merged.histogram.mean / 1000
}

/** A latency percentile: a value, beyond a timeout, or none because nothing succeeded. */
export type Percentile =
  | { readonly state: 'value'; readonly ms: Ms }
  | { readonly state: 'beyond'; readonly timeoutMs: Ms }
  | { readonly state: 'none' }

/**
 * The percentile over successful answers and timeouts, where a timeout ranks above every latency:
 * the smallest value that at least `percent` of them do not exceed (nearest rank). The only place where a percentile is computed.
 */
export function percentile(merged: Pick<Merged, 'histogram' | 'timeouts' | 'timeoutMs'>, percent: number): Percentile {
  const answered = merged.histogram.totalCount
  if (answered === 0) return { state: 'none' }
  const rank = Math.max(1, Math.ceil((percent / 100) * (answered + merged.timeouts) - 1e-9))
  if (rank > answered) return { state: 'beyond', timeoutMs: merged.timeoutMs }
  // Half a rank below: the histogram makes a rank of it again by rounding up, and must not come out one above for an error of floating point.
  const micros = merged.histogram.getValueAtPercentile(((rank - 0.5) / answered) * 100)
  return { state: 'value', ms: micros / 1000 }
}

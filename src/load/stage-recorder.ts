import { encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import type { Ms, RequestSpec } from '../model/config.ts'
import { outside } from '../model/outside.ts'
import { newHistogram, type RequestSamples, type Window } from '../model/samples.ts'
import type { Recording } from './engine.ts'
import { WindowRecorder } from './window-recorder.ts'

/** Longest latency that the histograms hold: 10 minutes. */
const LONGEST_MICROS = 600_000_000

/** What one request of the mix has gathered so far. */
type Tally = {
  readonly spec: RequestSpec
  readonly histogram: Histogram
  readonly statuses: Map<number, number>
  ok: number
  unexpectedStatus: number
  timeouts: number
  connectionErrors: number
  example: string | null
}

/** Gathers one stage's outcomes per request and per window. */
export class StageRecorder implements Recording {
  readonly #tallies: readonly Tally[]
  readonly #windows: WindowRecorder
  okSoFar = 0
  failedSoFar = 0

  constructor(requests: readonly RequestSpec[], startMs: Ms, windowMs: Ms) {
    this.#tallies = requests.map(newTally)
    this.#windows = new WindowRecorder(startMs, windowMs)
  }

  answered(request: number, status: number, sentAtMs: Ms, atMs: Ms): void {
    const tally = this.#tally(request)
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1)
    if (!isExpected(tally.spec, status)) {
      tally.unexpectedStatus++
      this.#failed(atMs)
      return
    }
    const micros = Math.min(LONGEST_MICROS, Math.max(1, Math.round((atMs - sentAtMs) * 1000)))
    tally.ok++
    tally.histogram.recordValue(micros)
    this.okSoFar++
    this.#windows.ok(micros, atMs)
  }

  timedOut(request: number, atMs: Ms): void {
    this.#tally(request).timeouts++
    this.#failed(atMs)
  }

  brokeOff(request: number, why: string, atMs: Ms): void {
    const tally = this.#tally(request)
    tally.connectionErrors++
    tally.example ??= why
    this.#failed(atMs)
  }

  /** p95 of all requests together, in milliseconds, up to the last whole window. */
  p95Ms(): Ms | null {
    return this.#windows.p95Ms()
  }

  samples(): readonly RequestSamples[] {
    return this.#tallies.map(toSamples)
  }

  windows(untilMs: Ms): readonly Window[] {
    return this.#windows.end(untilMs)
  }

  #failed(atMs: Ms): void {
    this.failedSoFar++
    this.#windows.failed(atMs)
  }

  #tally(request: number): Tally {
    const tally = this.#tallies[request]
    if (tally === undefined)
      throw new RangeError(`There is no request ${request}; the stage has ${this.#tallies.length}.`)
    return tally
  }
}

/** Whether a status is among those that the request expects. */
export function isExpected(spec: Pick<RequestSpec, 'expectStatus'>, status: number): boolean {
  return spec.expectStatus.some((span) => status >= span.from && status <= span.to)
}

function newTally(spec: RequestSpec): Tally {
  const counts = { ok: 0, unexpectedStatus: 0, timeouts: 0, connectionErrors: 0 }
  return { spec, histogram: newHistogram(), statuses: new Map(), ...counts, example: null }
}

function toSamples(tally: Tally): RequestSamples {
  return {
    request: tally.spec.name,
    ok: tally.ok,
    unexpectedStatus: tally.unexpectedStatus,
    timeouts: tally.timeouts,
    connectionErrors: tally.connectionErrors,
    statuses: Object.fromEntries(tally.statuses),
    example: tally.example === null ? null : outside(tally.example),
    timeoutMs: tally.spec.timeoutMs,
    latencyMicros: encodeIntoCompressedBase64(tally.histogram),
  }
}

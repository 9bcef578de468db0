import { encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import type { Ms, RequestSpec } from '../../model/config.ts'
import { newHistogram, type RequestSamples } from '../../model/samples.ts'
import type { Outcome } from '../engine.ts'
import { FailureGroups } from './failure-groups.ts'

/** Longest latency that the histograms hold: 10 minutes. */
const LONGEST_MICROS = 600_000_000

/** What one request of the mix has gathered so far. Times of failures are the side's own. */
export class RequestTally {
  readonly #spec: RequestSpec
  readonly #histogram: Histogram = newHistogram()
  readonly #statuses = new Map<number, number>()
  readonly #failures = new FailureGroups()
  #ok = 0
  #unexpectedStatus = 0
  #failedExpectation = 0
  #timeouts = 0
  #connectionErrors = 0

  constructor(spec: RequestSpec) {
    this.#spec = spec
  }

  ok(status: number, micros: number): void {
    this.#ok++
    this.#count(status)
    this.#histogram.recordValue(micros)
  }

  failed(outcome: Exclude<Outcome, { how: 'ok' }>, atMs: Ms): void {
    switch (outcome.how) {
      case 'answered-wrong':
        if (outcome.what === 'status') this.#unexpectedStatus++
        else this.#failedExpectation++
        this.#count(outcome.status)
        this.#failures.add({ kind: outcome.what, status: outcome.status, atMs, example: outcome.example })
        break
      case 'timed-out':
        this.#timeouts++
        this.#failures.add({ kind: 'timeout', status: null, atMs, example: null })
        break
      case 'broke-off':
        this.#connectionErrors++
        this.#failures.add({ kind: outcome.kind, status: null, atMs, example: outcome.example })
        break
    }
  }

  /** It says nothing of the target and fails nobody; that it came is what makes the stage worthless. */
  ownLimit(example: string, atMs: Ms): void {
    this.#failures.add({ kind: 'own-limit', status: null, atMs, example })
  }

  samples(): RequestSamples {
    return {
      request: this.#spec.name,
      ok: this.#ok,
      unexpectedStatus: this.#unexpectedStatus,
      failedExpectation: this.#failedExpectation,
      timeouts: this.#timeouts,
      connectionErrors: this.#connectionErrors,
      statuses: Object.fromEntries(this.#statuses),
      failures: this.#failures.groups(),
      timeoutMs: this.#spec.timeoutMs,
      latencyMicros: encodeIntoCompressedBase64(this.#histogram),
    }
  }

  #count(status: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
  }
}

/** A latency as the histograms take it. */
export function microsOf(latencyMs: Ms): number {
  return Math.min(LONGEST_MICROS, Math.max(1, Math.round(latencyMs * 1000)))
}

import { encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js'
import type { Ms, RequestSpec } from '../../model/config.ts'
import { newHistogram, type ReplicaSamples, type RequestSamples } from '../../model/samples.ts'
import type { Endpoint } from '../../ports.ts'
import type { Outcome, Recording } from '../engine.ts'
import type { News, Reach } from '../thread/messages.ts'
import { FailureGroups } from './failure-groups.ts'
import { type ReplicaTally, replicaSamples, replicaTallies } from './per-replica.ts'
import { WindowRecorder } from './window-recorder.ts'

/** Longest latency that the histograms hold: 10 minutes. */
const LONGEST_MICROS = 600_000_000

/** What one request of the mix has gathered so far. */
type Tally = {
  readonly spec: RequestSpec
  readonly histogram: Histogram
  readonly statuses: Map<number, number>
  readonly failures: FailureGroups
  ok: number
  unexpectedStatus: number
  failedExpectation: number
  timeouts: number
  connectionErrors: number
}

/** Where a recorder's requests go, and whether its thread is the only one of the stage. */
export type RecorderPlace = { readonly endpoints?: readonly Endpoint[]; readonly alone?: boolean }

/**
 * Gathers one side's outcomes of one stage in one thread: per request, and per window of the curve. Its clock is the side's own and runs
 * only while the side is driven: the turns of a side follow each other without a gap.
 */
export class StageRecorder implements Recording {
  readonly #tallies: readonly Tally[]
  readonly #windows: WindowRecorder
  readonly #spawned = { ok: 0, failed: 0 }
  /** What is taken from this thread's time to have the side's. */
  #offsetMs: Ms = 0
  readonly #alone: boolean
  /** By the place of the endpoint; empty where replicas are not told apart. */
  readonly #replicas: readonly ReplicaTally[]
  #unanswered = false
  #reach: Reach = 'untried'
  spawning = false

  constructor(requests: readonly RequestSpec[], windowMs: Ms, { endpoints = [], alone = true }: RecorderPlace = {}) {
    this.#tallies = requests.map(newTally)
    this.#replicas = replicaTallies(endpoints)
    this.#alone = alone
    this.#windows = new WindowRecorder(windowMs)
  }

  /** A turn of the side begins at `startedAtMs` of this thread, after it was driven for `drivenMs` before. */
  resume(startedAtMs: Ms, drivenMs: Ms): void {
    this.#offsetMs = startedAtMs - drivenMs
    this.#unanswered = false
  }

  done(request: number, fromMs: Ms, outcome: Outcome, endpoint = 0): void {
    const tally = this.#tally(request)
    const atMs = outcome.atMs - this.#offsetMs
    if (outcome.how !== 'broke-off') this.#unanswered = false
    if (outcome.how === 'broke-off' && outcome.kind === 'own-limit') {
      this.#takeOwnLimit(tally, outcome, atMs)
      return
    }
    this.#reach = 'target'
    if (!this.spawning && this.#replicas.length > 0) this.#takeReplica(endpoint, outcome, fromMs)
    if (this.spawning) this.#takeSpawned(outcome.how === 'ok' ? 'ok' : 'failed', atMs)
    else if (outcome.how === 'ok') this.#takeOk(tally, outcome.status, microsOf(outcome.atMs - fromMs), atMs)
    else this.#takeFailed(tally, outcome, atMs)
  }

  unanswered(isDead: boolean): boolean {
    this.#unanswered = isDead
    return isDead && this.#alone
  }

  /** What came for the curve since the last time, and how the thread stands; `nowMs` is this thread's time. */
  gather(nowMs: Ms): News {
    const gathered = this.#windows.gather(nowMs - this.#offsetMs)
    return { ...gathered, unanswered: this.#unanswered, reach: this.#reach }
  }

  samples(): readonly RequestSamples[] {
    return this.#tallies.map(toSamples)
  }

  perReplica(): readonly ReplicaSamples[] {
    return replicaSamples(this.#replicas)
  }

  get spawned(): { readonly ok: number; readonly failed: number } {
    return this.#spawned
  }

  #takeSpawned(how: 'ok' | 'failed', atMs: Ms): void {
    this.#spawned[how]++
    this.#windows.spawned(how, atMs)
  }

  /** It says nothing of the target and fails nobody; that it came is what makes the stage worthless, in whichever phase. */
  #takeOwnLimit(tally: Tally, { kind, example }: Extract<Outcome, { how: 'broke-off' }>, atMs: Ms): void {
    tally.failures.add({ kind, status: null, atMs, example })
    if (this.#reach === 'untried') this.#reach = 'own-limits'
  }

  #takeReplica(endpoint: number, outcome: Outcome, fromMs: Ms): void {
    const tally = this.#replicas[endpoint]
    if (tally === undefined) throw new RangeError(`There is no endpoint ${endpoint}.`)
    if (outcome.how === 'ok') {
      tally.ok++
      tally.histogram.recordValue(microsOf(outcome.atMs - fromMs))
    } else tally.failed++
  }

  #takeOk(tally: Tally, status: number, micros: number, atMs: Ms): void {
    tally.ok++
    tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1)
    tally.histogram.recordValue(micros)
    this.#windows.ok(micros, atMs)
  }

  #takeFailed(tally: Tally, outcome: Exclude<Outcome, { how: 'ok' }>, atMs: Ms): void {
    this.#windows.failed(atMs)
    switch (outcome.how) {
      case 'answered-wrong':
        if (outcome.what === 'status') tally.unexpectedStatus++
        else tally.failedExpectation++
        tally.statuses.set(outcome.status, (tally.statuses.get(outcome.status) ?? 0) + 1)
        tally.failures.add({ kind: outcome.what, status: outcome.status, atMs, example: outcome.example })
        break
      case 'timed-out':
        tally.timeouts++
        tally.failures.add({ kind: 'timeout', status: null, atMs, example: null })
        break
      case 'broke-off':
        tally.connectionErrors++
        tally.failures.add({ kind: outcome.kind, status: null, atMs, example: outcome.example })
        break
    }
  }

  #tally(request: number): Tally {
    const tally = this.#tallies[request]
    if (tally === undefined)
      throw new RangeError(`There is no request ${request}; the stage has ${this.#tallies.length}.`)
    return tally
  }
}

function microsOf(latencyMs: Ms): number {
  return Math.min(LONGEST_MICROS, Math.max(1, Math.round(latencyMs * 1000)))
}

function newTally(spec: RequestSpec): Tally {
  const counts = { ok: 0, unexpectedStatus: 0, failedExpectation: 0, timeouts: 0, connectionErrors: 0 }
  return { spec, histogram: newHistogram(), statuses: new Map(), failures: new FailureGroups(), ...counts }
}

function toSamples(tally: Tally): RequestSamples {
  return {
    request: tally.spec.name,
    ok: tally.ok,
    unexpectedStatus: tally.unexpectedStatus,
    failedExpectation: tally.failedExpectation,
    timeouts: tally.timeouts,
    connectionErrors: tally.connectionErrors,
    statuses: Object.fromEntries(tally.statuses),
    failures: tally.failures.groups(),
    timeoutMs: tally.spec.timeoutMs,
    latencyMicros: encodeIntoCompressedBase64(tally.histogram),
  }
}

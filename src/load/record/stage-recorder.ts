import type { Ms, RequestSpec } from '../../model/config.ts'
import type { ReplicaSamples, RequestSamples } from '../../model/samples.ts'
import type { Endpoint } from '../../ports.ts'
import type { Outcome, Recording, StretchPoint } from '../engine.ts'
import type { News, Reach } from '../thread/messages.ts'
import type { GeneratorMeter } from './generator-meter.ts'
import { type ReplicaTally, replicaSamples, replicaTallies } from './per-replica.ts'
import { microsOf, RequestTally } from './request-tally.ts'
import { WindowRecorder } from './window-recorder.ts'

/** Where a recorder's requests go, whether its thread is the only one of the stage, and what measures how hard that works. */
export type RecorderPlace = {
  readonly endpoints?: readonly Endpoint[]
  readonly alone?: boolean
  readonly meter?: Pick<GeneratorMeter, 'beginAnew' | 'pause'>
}

/**
 * Gathers one side's outcomes of one stage in one thread: per request, and per window of the curve. Its clock is the side's own and runs
 * only while the side is driven: the turns of a side follow each other without a gap.
 */
export class StageRecorder implements Recording {
  readonly #requests: readonly RequestSpec[]
  readonly #tallies: readonly RequestTally[]
  /** Of the spawn phase, where there is one. */
  #spawnTallies: readonly RequestTally[] | null = null
  readonly #windows: WindowRecorder
  /** What is taken from this thread's time to have the side's. */
  #offsetMs: Ms = 0
  readonly #alone: boolean
  readonly #meter: RecorderPlace['meter']
  /** By the place of the endpoint; empty where replicas are not told apart. */
  readonly #replicas: readonly ReplicaTally[]
  #unanswered = false
  #reach: Reach = 'untried'
  spawning = false

  constructor(
    requests: readonly RequestSpec[],
    windowMs: Ms,
    { endpoints = [], alone = true, meter }: RecorderPlace = {},
  ) {
    this.#requests = requests
    this.#tallies = requests.map((request) => new RequestTally(request))
    this.#replicas = replicaTallies(endpoints)
    this.#alone = alone
    this.#meter = meter
    this.#windows = new WindowRecorder(windowMs)
  }

  /** A turn of the side begins at `startedAtMs` of this thread, after it was driven for `drivenMs` before. */
  resume(startedAtMs: Ms, drivenMs: Ms): void {
    this.#offsetMs = startedAtMs - drivenMs
    this.#unanswered = false
  }

  done(request: number, fromMs: Ms, outcome: Outcome, endpoint = 0): void {
    const tally = this.#tally(this.#tallies, request)
    const atMs = outcome.atMs - this.#offsetMs
    if (outcome.how !== 'broke-off') this.#unanswered = false
    if (outcome.how === 'broke-off' && outcome.kind === 'own-limit') {
      // In whichever phase.
      tally.ownLimit(outcome.example, atMs)
      if (this.#reach === 'untried') this.#reach = 'own-limits'
      return
    }
    this.#reach = 'target'
    if (this.spawning) {
      this.#takeSpawned(request, outcome, fromMs)
      return
    }
    if (this.#replicas.length > 0) this.#takeReplica(endpoint, outcome, fromMs)
    if (outcome.how === 'ok') {
      const micros = microsOf(outcome.atMs - fromMs)
      tally.ok(outcome.status, micros)
      this.#windows.ok(micros, atMs)
    } else {
      tally.failed(outcome, atMs)
      this.#windows.failed(atMs)
    }
  }

  unanswered(isDead: boolean): boolean {
    this.#unanswered = isDead
    return isDead && this.#alone
  }

  /** While users are being spawned, and while last answers are waited for, a thread that is at its limit in between has less to do. */
  reached(point: StretchPoint): void {
    if (point === 'spawned') this.#meter?.beginAnew()
    else this.#meter?.pause()
  }

  /** What came for the curve since the last time, and how the thread stands; `nowMs` is this thread's time. */
  gather(nowMs: Ms): News {
    const gathered = this.#windows.gather(nowMs - this.#offsetMs)
    return { ...gathered, unanswered: this.#unanswered, reach: this.#reach }
  }

  samples(): readonly RequestSamples[] {
    return this.#tallies.map((tally) => tally.samples())
  }

  /** What was sent while users were being spawned; empty where nothing was. */
  spawned(): readonly RequestSamples[] {
    return (this.#spawnTallies ?? []).map((tally) => tally.samples())
  }

  perReplica(): readonly ReplicaSamples[] {
    return replicaSamples(this.#replicas)
  }

  #takeSpawned(request: number, outcome: Outcome, fromMs: Ms): void {
    this.#spawnTallies ??= this.#requests.map((spec) => new RequestTally(spec))
    const tally = this.#tally(this.#spawnTallies, request)
    const atMs = outcome.atMs - this.#offsetMs
    if (outcome.how === 'ok') tally.ok(outcome.status, microsOf(outcome.atMs - fromMs))
    else tally.failed(outcome, atMs)
    this.#windows.spawned(outcome.how === 'ok' ? 'ok' : 'failed', atMs)
  }

  #takeReplica(endpoint: number, outcome: Outcome, fromMs: Ms): void {
    const tally = this.#replicas[endpoint]
    if (tally === undefined) throw new RangeError(`There is no endpoint ${endpoint}.`)
    if (outcome.how === 'ok') {
      tally.ok++
      tally.histogram.recordValue(microsOf(outcome.atMs - fromMs))
    } else tally.failed++
  }

  #tally(tallies: readonly RequestTally[], request: number): RequestTally {
    const tally = tallies[request]
    if (tally === undefined) throw new RangeError(`There is no request ${request}; the stage has ${tallies.length}.`)
    return tally
  }
}

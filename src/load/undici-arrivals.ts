import { setTimeout as sleep } from 'node:timers/promises'
import type { Ms, StageLoad } from '../model/config.ts'
import { newHistogram, percentile } from '../model/samples.ts'
import { Arrivals } from './arrivals.ts'
import type { DriveEnd, Driver, DriverFigures, EngineJob, Outcome, Recording } from './engine.ts'
import { requestSequence } from './request-sequence.ts'
import { StageClock } from './stage-clock.ts'
import { Stretch } from './stretch.ts'
import { type UndiciWire, undiciWires } from './undici-wire.ts'
import { Waker } from './waker.ts'

/** Before the first request so many connections are opened as a target that answers within this time needs: opening hundreds at once would make the first requests late by our own fault. */
const READY_FOR_MS: Ms = 10
const OPENED_AT_ONCE = 64
/** So many more are opened in one turn of the event loop: answers that have come free connections that need not be opened. */
const OPENED_A_TURN = 16
const LONGEST_OPENING_MS: Ms = 1000

/** Nothing but connection errors for so long, and so many of them, mean a dead target. */
const DEAD_AFTER_MS: Ms = 1000
const DEAD_AFTER_ERRORS = 10

/**
 * The open model: requests are sent when they are planned to be, whether earlier ones were answered or not, and their
 * latency runs from the planned time. No more than `maxInFlight` are under way at once; what is due then waits for room.
 */
export class ArrivalsDriver implements Driver {
  readonly #clock = new StageClock()
  readonly #waker = new Waker(() => this.#tick())
  readonly #arrivals: Arrivals
  readonly #recording: Recording
  readonly #nextRequest: () => number
  readonly #newWire: () => UndiciWire
  readonly #maxInFlight: number
  /** Connections to open before the first request. */
  readonly #ready: number
  readonly #lateMicros = newHistogram()
  readonly #carriers: Carrier[] = []
  /** Those with nothing under way, the one used last on top. */
  readonly #idle: Carrier[] = []
  #stretch = new Stretch(new AbortController().signal)
  #stretchEndMs: Ms = 0
  /** Up to this stage time there was no room; what was planned before it waited for that. */
  #noRoomUntilMs: Ms = -1
  #waitedForRoom = 0
  #dropped = 0
  #failingSince: Ms | null = null
  #failedInARow = 0

  constructor(job: EngineJob & { readonly load: Extract<StageLoad, { model: 'rate' }> }, recording: Recording) {
    if (job.ratePerSecond === null) throw new Error('A rate stage needs the rate that it is to offer.')
    this.#arrivals = new Arrivals({ ...job, ratePerSecond: job.ratePerSecond, arrivals: job.load.arrivals })
    this.#recording = recording
    this.#nextRequest = requestSequence(job.requests.map((request) => request.weight))
    this.#newWire = undiciWires(job)
    this.#maxInFlight = Math.max(1, Math.round(job.load.maxInFlight))
    const peakPerMs = Math.max(job.ratePerSecond.from, job.ratePerSecond.to) / 1000
    // Who asks for a new connection each time measures the opening, and nobody else's connection may be used for it.
    const areKept = job.requests.every((request) => request.keepAlive)
    this.#ready = areKept ? Math.min(this.#maxInFlight, Math.floor(peakPerMs * READY_FOR_MS)) : 0
  }

  async drive(ms: Ms | null, signal: AbortSignal): Promise<DriveEnd> {
    if (this.#carriers.length === 0 && !signal.aborted) await this.#openReady()
    const now = performance.now()
    const lengthMs = this.#arrivals.lengthMs
    this.#stretch = new Stretch(signal)
    this.#stretchEndMs = ms === null ? lengthMs : Math.min(lengthMs, this.#clock.stageMs(now) + ms)
    this.#clock.start(now)
    this.#tick()
    const end = await this.#stretch.over()
    this.#waker.clear()
    this.#clock.stop(Math.min(this.#stretchEndMs, this.#clock.stageMs(performance.now())))
    if (end.how === 'aborted') {
      await this.close()
      this.#dropRest()
    }
    return end
  }

  figures(): DriverFigures {
    const late = percentile({ histogram: this.#lateMicros, timeouts: 0, timeoutMs: 0 }, 99)
    return {
      seconds: this.#clock.stageMs(performance.now()) / 1000,
      lateP99Ms: late.state === 'value' ? late.ms : 0,
      waitedForRoom: this.#waitedForRoom,
      dropped: this.#dropped,
      spawnSeconds: null,
    }
  }

  async close(): Promise<void> {
    this.#waker.clear()
    await Promise.all(this.#carriers.map((carrier) => carrier.wire.close()))
  }

  async #openReady(): Promise<void> {
    const until = performance.now() + LONGEST_OPENING_MS
    while (this.#carriers.length < this.#ready && performance.now() < until) {
      const some = Math.min(OPENED_AT_ONCE, this.#ready - this.#carriers.length)
      const carriers = Array.from({ length: some }, () => this.#newCarrier())
      this.#idle.push(...carriers)
      const opened = Promise.all(carriers.map((carrier) => carrier.wire.prepare()))
      await Promise.race([opened, sleep(LONGEST_OPENING_MS, undefined, { ref: false })])
    }
  }

  #tick(): void {
    if (this.#stretch.closed) return
    this.#sendDue(OPENED_A_TURN)
    const now = performance.now()
    const stageMs = this.#clock.stageMs(now)
    const nextMs = this.#arrivals.nextMs ?? Number.POSITIVE_INFINITY
    if (nextMs <= this.#stretchEndMs) {
      // Where what is due waits for room, the next answer goes on.
      if (nextMs > stageMs || this.#hasRoom()) this.#waker.set(now, Math.max(0, nextMs - stageMs))
    } else if (stageMs >= this.#stretchEndMs) this.#stretch.close()
    else this.#waker.set(now, this.#stretchEndMs - stageMs)
  }

  #hasRoom(): boolean {
    return this.#idle.length > 0 || this.#carriers.length < this.#maxInFlight
  }

  /** Sends what was planned up to now, as far as there is room, and opens so many connections for it. */
  #sendDue(mayOpen: number): void {
    const most = this.#carriers.length + mayOpen
    for (;;) {
      const planned = this.#arrivals.nextMs
      if (planned === null || planned > this.#stretchEndMs || !this.#hasRoom()) return
      const stageMs = this.#clock.stageMs(performance.now())
      if (planned > stageMs || (this.#idle.length === 0 && this.#carriers.length >= most)) return
      this.#arrivals.take()
      if (planned <= this.#noRoomUntilMs) this.#waitedForRoom++
      else this.#lateMicros.recordValue(Math.max(1, Math.round((stageMs - planned) * 1000)))
      this.#send(this.#clock.realMs(planned))
    }
  }

  #send(plannedAtMs: Ms): void {
    const carrier = this.#idle.pop() ?? this.#newCarrier()
    this.#stretch.begin()
    carrier.request = this.#nextRequest()
    carrier.plannedAtMs = plannedAtMs
    carrier.wire.send(carrier.request, carrier.landed)
  }

  #newCarrier(): Carrier {
    const carrier: Carrier = {
      wire: this.#newWire(),
      landed: (outcome) => this.#landed(carrier, outcome),
      request: 0,
      plannedAtMs: 0,
    }
    this.#carriers.push(carrier)
    return carrier
  }

  #landed(carrier: Carrier, outcome: Outcome): void {
    if (!this.#hasRoom()) this.#noRoomUntilMs = this.#clock.stageMs(performance.now())
    this.#idle.push(carrier)
    this.#recording.done(carrier.request, carrier.plannedAtMs, outcome)
    if (this.#isDead(outcome)) this.#stretch.abort('no-answers')
    else if (!this.#stretch.closed) {
      this.#sendDue(0)
      if (!this.#waker.isSet) this.#tick()
    }
    this.#stretch.end()
  }

  #isDead(outcome: Outcome): boolean {
    if (outcome.how !== 'broke-off') {
      this.#failedInARow = 0
      this.#failingSince = null
      return false
    }
    this.#failedInARow++
    this.#failingSince ??= outcome.atMs
    return this.#failedInARow >= DEAD_AFTER_ERRORS && outcome.atMs - this.#failingSince >= DEAD_AFTER_MS
  }

  #dropRest(): void {
    for (; this.#arrivals.nextMs !== null; this.#arrivals.take()) this.#dropped++
  }
}

/** A connection and the request that it carries. */
type Carrier = {
  readonly wire: UndiciWire
  readonly landed: (outcome: Outcome) => void
  request: number
  plannedAtMs: Ms
}

import type { Ms, StageLoad } from '../../model/config.ts'
import { newHistogram, percentile } from '../../model/samples.ts'
import type { DriveEnd, Driver, DriverFigures, EngineJob, Outcome, Recording } from '../engine.ts'
import { Arrivals } from '../pace/arrivals.ts'
import { requestSequence } from '../pace/request-sequence.ts'
import { StageClock } from '../pace/stage-clock.ts'
import { Waker } from '../pace/waker.ts'
import { OpenStopRule } from '../stop/open-stop-rule.ts'
import { Stretch } from '../stop/stretch.ts'
import { type Carrier, Carriers } from './undici-carriers.ts'
import { UndiciWires } from './undici-wires.ts'

/** Before the first request so many connections are opened as a target that answers within this time needs: opening hundreds at once would make the first requests late by our own fault. */
const READY_FOR_MS: Ms = 10
/** So many more are opened in one turn of the event loop: answers that have come free connections that need not be opened. */
const OPENED_A_TURN = 16

/**
 * The open model: requests are sent when they are planned to be, whether earlier ones were answered or not, and their
 * latency runs from the planned time, and their timeout too. No more than `maxInFlight` are under way at once; what is due then waits for room.
 */
export class ArrivalsDriver implements Driver {
  readonly #clock = new StageClock()
  readonly #waker = new Waker(() => this.#tick())
  readonly #arrivals: Arrivals
  readonly #recording: Recording
  readonly #nextRequest: () => number
  readonly #timeouts: readonly Ms[]
  readonly #wires: UndiciWires
  readonly #carriers: Carriers
  /** Connections to open before the first request. */
  readonly #ready: number
  readonly #lateMicros = newHistogram()
  readonly #stopRule = new OpenStopRule()
  #stretch = new Stretch(new AbortController().signal)
  #stretchEndMs: Ms = 0
  /** Up to this stage time there was no room; what was planned before it waited for that. */
  #noRoomUntilMs: Ms = -1
  /** How long after the end of the present stretch the last of its requests was sent, as there was no room before; and of those before it. */
  #overtimeMs: Ms = 0
  #overtimeBefore: Ms = 0
  #waitedForRoom = 0
  #dropped = 0

  constructor(job: EngineJob & { readonly load: Extract<StageLoad, { model: 'rate' }> }, recording: Recording) {
    if (job.ratePerSecond === null) throw new Error('A rate stage needs the rate that it is to offer.')
    this.#arrivals = new Arrivals({ ...job, ratePerSecond: job.ratePerSecond, arrivals: job.load.arrivals })
    this.#recording = recording
    this.#nextRequest = requestSequence(job.requests.map((request) => request.weight))
    this.#timeouts = job.requests.map((request) => request.timeoutMs)
    this.#wires = new UndiciWires(job)
    const most = Math.max(1, Math.round(job.load.maxInFlight))
    this.#carriers = new Carriers(this.#wires, most, (carrier, outcome) => this.#landed(carrier, outcome))
    const peakPerMs = Math.max(job.ratePerSecond.from, job.ratePerSecond.to) / 1000
    // Who asks for a new connection each time measures the opening.
    const someAreKept = job.requests.some((request) => request.keepAlive)
    this.#ready = someAreKept ? Math.min(most, Math.floor(peakPerMs * READY_FOR_MS)) : 0
  }

  async drive(ms: Ms | null, signal: AbortSignal): Promise<DriveEnd> {
    if (this.#carriers.count === 0 && !signal.aborted) await this.#carriers.open(this.#ready)
    const now = performance.now()
    const lengthMs = this.#arrivals.lengthMs
    this.#stretch = new Stretch(signal)
    this.#stretchEndMs = ms === null ? lengthMs : Math.min(lengthMs, this.#clock.stageMs(now) + ms)
    this.#overtimeBefore += this.#overtimeMs
    this.#overtimeMs = 0
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
      seconds: (this.#clock.stageMs(performance.now()) + this.#overtimeBefore + this.#overtimeMs) / 1000,
      lateP99Ms: late.state === 'value' ? late.ms : 0,
      waitedForRoom: this.#waitedForRoom,
      dropped: this.#dropped,
      resent: this.#wires.resent,
      spawnSeconds: null,
    }
  }

  async close(): Promise<void> {
    this.#waker.clear()
    await this.#carriers.close()
  }

  #tick(): void {
    if (this.#stretch.closed) return
    this.#sendDue(OPENED_A_TURN)
    const now = performance.now()
    const stageMs = this.#clock.stageMs(now)
    const nextMs = this.#arrivals.nextMs ?? Number.POSITIVE_INFINITY
    if (nextMs <= this.#stretchEndMs) {
      // Where what is due waits for room, the next answer goes on.
      if (nextMs > stageMs || this.#carriers.hasRoom) this.#waker.set(now, Math.max(0, nextMs - stageMs))
    } else if (stageMs >= this.#stretchEndMs) this.#close()
    else this.#waker.set(now, this.#stretchEndMs - stageMs)
  }

  #close(): void {
    this.#stretch.close()
    this.#recording.reached('all-sent')
  }

  /** Sends what was planned up to now, as far as there is room, and opens so many connections for it. */
  #sendDue(mayOpen: number): void {
    const opened = this.#carriers.count + mayOpen
    for (;;) {
      const planned = this.#arrivals.nextMs
      if (planned === null || planned > this.#stretchEndMs) return
      const now = performance.now()
      const stageMs = this.#clock.stageMs(now)
      const carrier = planned > stageMs ? null : this.#carriers.take(opened)
      if (carrier === null) return
      this.#arrivals.take()
      carrier.waitedForRoom = planned <= this.#noRoomUntilMs
      if (carrier.waitedForRoom) this.#waitedForRoom++
      this.#send(carrier, this.#clock.realMs(planned), now)
    }
  }

  #send(carrier: Carrier, plannedAtMs: Ms, now: Ms): void {
    carrier.request = this.#nextRequest()
    carrier.plannedAtMs = plannedAtMs
    if (now - plannedAtMs >= (this.#timeouts[carrier.request] ?? 0)) {
      // Whoever planned it has given up by now; no answer could be in time.
      this.#carriers.free(carrier)
      this.#noteLateness(carrier, now)
      this.#recording.done(carrier.request, plannedAtMs, { how: 'timed-out', atMs: now }, carrier.wire.endpoint)
      return
    }
    if (carrier.waitedForRoom) this.#overtimeMs = Math.max(0, this.#clock.stageMs(now) - this.#stretchEndMs)
    this.#stretch.begin()
    carrier.number = this.#stopRule.sent()
    carrier.wire.send(carrier.request, carrier.landed, plannedAtMs)
  }

  #landed(carrier: Carrier, outcome: Outcome): void {
    const { request, plannedAtMs, number, wire } = carrier
    if (!this.#carriers.hasRoom) this.#noRoomUntilMs = this.#clock.stageMs(performance.now())
    this.#noteLateness(carrier, wire.leftAt)
    this.#recording.done(request, plannedAtMs, outcome, wire.endpoint)
    if (wire.isWary()) setImmediate(() => this.#free(carrier))
    else this.#carriers.free(carrier)
    if (this.#isDead(number, outcome)) this.#stretch.abort('no-answers')
    else this.#goOn()
    this.#stretch.end()
  }

  /** Of those that waited for room the target was the cause. */
  #noteLateness({ plannedAtMs, waitedForRoom }: Carrier, leftAtMs: Ms): void {
    if (!waitedForRoom) this.#lateMicros.recordValue(Math.max(1, Math.round((leftAtMs - plannedAtMs) * 1000)))
  }

  #free(carrier: Carrier): void {
    if (!this.#carriers.hasRoom) this.#noRoomUntilMs = this.#clock.stageMs(performance.now())
    this.#carriers.free(carrier)
    this.#goOn()
  }

  #goOn(): void {
    if (this.#stretch.closed) return
    this.#sendDue(0)
    if (!this.#waker.isSet) this.#tick()
  }

  #isDead(number: number, outcome: Outcome): boolean {
    const dead = this.#stopRule.ended(number, outcome)
    return outcome.how === 'broke-off' && this.#recording.unanswered(dead)
  }

  #dropRest(): void {
    for (; this.#arrivals.nextMs !== null; this.#arrivals.take()) this.#dropped++
  }
}

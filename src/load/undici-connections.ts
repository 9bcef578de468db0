import type { Ms, StageLoad } from '../model/config.ts'
import { Alarm } from './alarm.ts'
import { backOffMs } from './back-off.ts'
import type { DriveEnd, Driver, DriverFigures, EngineJob, Outcome, Recording, Wire } from './engine.ts'
import { type RampSteps, rampSteps } from './ramp-steps.ts'
import { requestSequence } from './request-sequence.ts'
import { StageClock } from './stage-clock.ts'
import { StopRule } from './stop-rule.ts'
import { Stretch } from './stretch.ts'
import { undiciWires } from './undici-wire.ts'

/** So many connections are opened in one turn of the event loop: the first answers are not read late because thousands are still being opened. */
const OPENED_AT_ONCE = 64
const NONE = -1

/** What all connections of a stage share. */
type Crew = {
  readonly nextRequest: () => number
  readonly recording: Recording
  readonly stopRule: StopRule
  /** The stretch that is being driven. */
  stretch: Stretch
}

/** The closed loop: every connection sends its next request as soon as it has the answer. */
export class ConnectionsDriver implements Driver {
  readonly #clock = new StageClock()
  readonly #alarm = new Alarm(() => this.#tick())
  readonly #ramp: RampSteps
  readonly #lengthMs: Ms
  readonly #perConnection: number
  readonly #newWire: () => Wire
  readonly #crew: Crew
  readonly #connections: LoopConnection[] = []
  /** Those that the ramp has not ended yet: the first so many of all. */
  #wanted: number
  #stepsTaken = 0
  /** Of the wanted ones, the first so many have begun in this stretch. */
  #begun = 0
  #stretchEndMs: Ms = 0
  #turn: NodeJS.Immediate | undefined

  constructor(job: EngineJob & { readonly load: Extract<StageLoad, { model: 'connections' }> }, recording: Recording) {
    this.#ramp = rampSteps(job.load.connections, job.extent, job)
    this.#wanted = this.#ramp.atStart
    this.#lengthMs = job.extent.by === 'duration' ? job.extent.ms : Number.POSITIVE_INFINITY
    this.#perConnection = job.extent.by === 'requests' ? job.extent.count : Number.POSITIVE_INFINITY
    this.#newWire = undiciWires(job)
    this.#crew = {
      nextRequest: requestSequence(job.requests.map((request) => request.weight)),
      recording,
      stopRule: new StopRule(0),
      stretch: new Stretch(new AbortController().signal),
    }
  }

  async drive(ms: Ms | null, signal: AbortSignal): Promise<DriveEnd> {
    const now = performance.now()
    const stretch = new Stretch(signal)
    this.#crew.stretch = stretch
    this.#stretchEndMs = ms === null ? this.#lengthMs : Math.min(this.#lengthMs, this.#clock.stageMs(now) + ms)
    this.#begun = 0
    this.#clock.start(now)
    this.#tick()
    const end = await stretch.over()
    this.#clock.stop(Math.min(this.#stretchEndMs, this.#clock.stageMs(performance.now())))
    this.#rest()
    if (end.how === 'aborted') await this.close()
    return end
  }

  /** The mean time that a connection was in use; those that never sent, because the stage was ended before, do not count. */
  figures(): DriverFigures {
    const used = this.#connections.map((connection) => connection.inUseMs).filter((inUse) => inUse > 0)
    const meanMs = used.length === 0 ? 0 : used.reduce((sum, inUse) => sum + inUse, 0) / used.length
    return { seconds: meanMs / 1000, lateP99Ms: 0, waitedForRoom: 0, dropped: 0, spawnSeconds: null }
  }

  async close(): Promise<void> {
    this.#rest()
    await Promise.all(this.#connections.map((connection) => connection.close()))
  }

  #rest(): void {
    this.#alarm.clear()
    clearImmediate(this.#turn)
  }

  /** Begins and ends what is due, and comes back when the next is. */
  #tick(): void {
    if (this.#crew.stretch.aborted) return
    const now = performance.now()
    const stageMs = this.#clock.stageMs(now)
    this.#followRamp(stageMs)
    const over = stageMs >= this.#stretchEndMs
    if (over) for (const connection of this.#connections) connection.finish()
    else this.#beginSome()
    if (!over && this.#begun < this.#wanted) this.#turn = setImmediate(() => this.#tick())
    else {
      const nextMs = Math.min(this.#ramp.steps[this.#stepsTaken]?.atMs ?? Number.POSITIVE_INFINITY, this.#stretchEndMs)
      // By number of requests none comes later, and the last to be spent ends the stretch.
      if (over || nextMs === Number.POSITIVE_INFINITY || this.#perConnection !== Number.POSITIVE_INFINITY)
        this.#crew.stretch.close()
      if (!over && nextMs !== Number.POSITIVE_INFINITY) this.#alarm.set(now, nextMs - stageMs)
    }
  }

  #followRamp(stageMs: Ms): void {
    for (;;) {
      const step = this.#ramp.steps[this.#stepsTaken]
      if (step === undefined || step.atMs > stageMs) return
      this.#stepsTaken++
      this.#wanted += step.change
      if (step.change === 1) continue
      this.#connections[this.#wanted]?.leave()
      this.#begun = Math.min(this.#begun, this.#wanted)
    }
  }

  #beginSome(): void {
    for (let some = 0; some < OPENED_AT_ONCE && this.#begun < this.#wanted; some++) {
      const place = this.#begun++
      const connection =
        this.#connections[place] ?? new LoopConnection(this.#crew, this.#newWire(), this.#perConnection)
      this.#connections[place] = connection
      connection.begin()
    }
  }
}

/** One connection of the loop. */
class LoopConnection {
  readonly #crew: Crew
  readonly #wire: Wire
  readonly #settled = (outcome: Outcome) => this.#take(outcome)
  /** Requests that it may still send. */
  #left: number
  #running = false
  #leaving = false
  #request = NONE
  #sentAt: Ms = 0
  #failedInARow = 0
  #backOff: NodeJS.Timeout | undefined
  #firstSentAt: Ms | null = null
  #lastEndedAt: Ms = 0
  #inUseBefore: Ms = 0

  constructor(crew: Crew, wire: Wire, requests: number) {
    this.#crew = crew
    this.#wire = wire
    this.#left = requests
  }

  begin(): void {
    this.#running = true
    this.#failedInARow = 0
    this.#crew.stopRule.joined()
    this.#crew.stretch.begin()
    this.#next()
  }

  /** Sends nothing more; ends when the request under way is answered or timed out. */
  finish(): void {
    if (!this.#running) return
    this.#running = false
    if (this.#request === NONE) this.#end()
  }

  /** Finishes and closes its connection: the ramp has no more use for it. */
  leave(): void {
    this.#leaving = true
    if (this.#running) this.finish()
    else void this.#wire.close()
  }

  async close(): Promise<void> {
    this.#running = false
    clearTimeout(this.#backOff)
    await this.#wire.close()
  }

  /** From the first send of each stretch to the end of its last request. */
  get inUseMs(): Ms {
    const now = this.#firstSentAt === null ? 0 : Math.max(0, this.#lastEndedAt - this.#firstSentAt)
    return this.#inUseBefore + now
  }

  #next(): void {
    if (!this.#running || this.#left === 0) {
      this.#end()
      return
    }
    this.#left--
    this.#request = this.#crew.nextRequest()
    this.#sentAt = performance.now()
    this.#firstSentAt ??= this.#sentAt
    this.#wire.send(this.#request, this.#settled)
  }

  #take(outcome: Outcome): void {
    const request = this.#request
    this.#request = NONE
    this.#lastEndedAt = outcome.atMs
    this.#crew.recording.done(request, this.#sentAt, outcome)
    if (outcome.how === 'broke-off') this.#failed(outcome.atMs)
    else {
      this.#crew.stopRule.settled(this.#failedInARow > 0)
      this.#failedInARow = 0
      this.#next()
    }
  }

  #failed(atMs: Ms): void {
    this.#failedInARow++
    const dead = this.#crew.stopRule.failed(atMs, this.#failedInARow === 1)
    if (!this.#running || this.#left === 0) this.#end()
    else if (dead) this.#crew.stretch.abort('no-answers')
    else this.#backOff = setTimeout(() => this.#next(), backOffMs(this.#failedInARow))
  }

  #end(): void {
    this.#running = false
    clearTimeout(this.#backOff)
    this.#inUseBefore = this.inUseMs
    this.#firstSentAt = null
    if (this.#leaving) void this.#wire.close()
    this.#crew.stopRule.left(this.#failedInARow > 0)
    this.#crew.stretch.end()
  }
}

import type { Ms, StageLoad } from '../../model/config.ts'
import type { DriveEnd, Driver, DriverFigures, EngineJob, Recording } from '../engine.ts'
import { Alarm } from '../pace/alarm.ts'
import { OpeningPace } from '../pace/opening-pace.ts'
import { type RampSteps, rampSteps } from '../pace/ramp-steps.ts'
import { requestSequence } from '../pace/request-sequence.ts'
import { StageClock } from '../pace/stage-clock.ts'
import { StopRule } from '../stop/stop-rule.ts'
import { Stretch } from '../stop/stretch.ts'
import { LoopConnection, type LoopCrew } from './loop-connection.ts'
import { UndiciWires } from './undici-wires.ts'

/** The closed loop: every connection sends its next request as soon as it has the answer. */
export class ConnectionsDriver implements Driver {
  readonly #clock = new StageClock()
  readonly #alarm = new Alarm(() => this.#tick())
  readonly #ramp: RampSteps
  readonly #lengthMs: Ms
  readonly #perConnection: number
  readonly #wires: UndiciWires
  readonly #crew: LoopCrew
  readonly #connections: LoopConnection[] = []
  /** Those that the ramp has not ended yet: the first so many of all. */
  #wanted: number
  #stepsTaken = 0
  /** Of the wanted ones, the first so many have begun in this stretch. */
  #begun = 0
  #stretchEndMs: Ms = 0

  constructor(job: EngineJob & { readonly load: Extract<StageLoad, { model: 'connections' }> }, recording: Recording) {
    this.#ramp = rampSteps(job.load.connections, job.extent, job)
    this.#wanted = this.#ramp.atStart
    this.#lengthMs = job.extent.by === 'duration' ? job.extent.ms : Number.POSITIVE_INFINITY
    this.#perConnection = job.extent.by === 'requests' ? job.extent.count : Number.POSITIVE_INFINITY
    this.#wires = new UndiciWires(job)
    this.#crew = {
      nextRequest: requestSequence(job.requests.map((request) => request.weight)),
      recording,
      stopRule: new StopRule(0),
      inUseSinceMs: null,
      stretch: new Stretch(new AbortController().signal),
      pace: new OpeningPace(() => this.#tick()),
    }
  }

  async drive(ms: Ms | null, signal: AbortSignal): Promise<DriveEnd> {
    const now = performance.now()
    const stretch = new Stretch(signal)
    this.#crew.stretch = stretch
    // Who opens late has its requests still to send when the others are done: their rate was never that of all together.
    if (this.#perConnection !== Number.POSITIVE_INFINITY) this.#crew.inUseSinceMs = now
    this.#crew.pace = new OpeningPace(() => this.#tick())
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
    return {
      seconds: meanMs / 1000,
      lateP99Ms: 0,
      waitedForRoom: 0,
      dropped: 0,
      resent: this.#wires.resent,
      spawnSeconds: null,
    }
  }

  async close(): Promise<void> {
    this.#rest()
    await Promise.all(this.#connections.map((connection) => connection.close()))
  }

  #rest(): void {
    this.#alarm.clear()
    this.#crew.pace.end()
  }

  /** Begins and ends what is due, and comes back when the next is. */
  #tick(): void {
    if (this.#crew.stretch.aborted) return
    const now = performance.now()
    const stageMs = this.#clock.stageMs(now)
    this.#followRamp(stageMs)
    const over = stageMs >= this.#stretchEndMs
    if (over) this.#finish()
    else if (!this.#beginAll()) return
    const nextMs = Math.min(this.#ramp.steps[this.#stepsTaken]?.atMs ?? Number.POSITIVE_INFINITY, this.#stretchEndMs)
    // By number of requests none comes later, and the last to be spent ends the stretch.
    if (over || nextMs === Number.POSITIVE_INFINITY || this.#perConnection !== Number.POSITIVE_INFINITY)
      this.#crew.stretch.close()
    if (!over && nextMs !== Number.POSITIVE_INFINITY) this.#alarm.set(now, nextMs - stageMs)
  }

  #finish(): void {
    for (const connection of this.#connections) connection.finish()
    this.#crew.recording.reached('all-sent')
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

  /** Says whether all that are wanted have begun; else the pace calls back. */
  #beginAll(): boolean {
    const { pace } = this.#crew
    for (; this.#begun < this.#wanted; this.#begun++) {
      const now = performance.now()
      if (!pace.mayOpen(now)) return false
      const place = this.#begun
      const connection =
        this.#connections[place] ?? new LoopConnection(this.#crew, this.#wires.newWire(), this.#perConnection)
      this.#connections[place] = connection
      connection.begin(pace.began(now))
    }
    pace.allBegun()
    return true
  }
}

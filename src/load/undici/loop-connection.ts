import type { Ms } from '../../model/config.ts'
import type { Outcome, Recording, Wire } from '../engine.ts'
import { backOffMs } from '../pace/back-off.ts'
import { NextTurn } from '../pace/next-turn.ts'
import type { Opening, OpeningPace } from '../pace/opening-pace.ts'
import type { StopRule } from '../stop/stop-rule.ts'
import type { Stretch } from '../stop/stretch.ts'

const NONE = -1

/** What all connections of a stage share. */
export type LoopCrew = {
  readonly nextRequest: () => number
  readonly recording: Recording
  readonly stopRule: StopRule
  /** Since when connections are taken to be in use; `null`: each since its own first send. */
  inUseSinceMs: Ms | null
  /** The stretch that is being driven, and the pace at which its connections begin. */
  stretch: Stretch
  pace: OpeningPace
}

/** One connection of the closed loop: it sends its next request as soon as it has the answer. */
export class LoopConnection {
  readonly #crew: LoopCrew
  readonly #wire: Wire
  readonly #turn = new NextTurn()
  readonly #settled = (outcome: Outcome) => this.#take(outcome)
  /** Requests that it may still send. */
  #left: number
  #running = false
  #leaving = false
  #request = NONE
  #sentAt: Ms = 0
  #failedInARow = 0
  #backOff: NodeJS.Timeout | undefined
  #inUseFromMs: Ms | null = null
  #lastEndedAt: Ms = 0
  #inUseBefore: Ms = 0
  #opening: Opening | null = null

  constructor(crew: LoopCrew, wire: Wire, requests: number) {
    this.#crew = crew
    this.#wire = wire
    this.#left = requests
  }

  begin(opening: Opening): void {
    this.#running = true
    this.#opening = opening
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
    this.#turn.clear()
    await this.#wire.close()
  }

  /** From the first send of each stretch, or since when the crew says, to the end of its last request. */
  get inUseMs(): Ms {
    const now = this.#inUseFromMs === null ? 0 : Math.max(0, this.#lastEndedAt - this.#inUseFromMs)
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
    this.#inUseFromMs ??= this.#crew.inUseSinceMs ?? this.#sentAt
    this.#wire.send(this.#request, this.#settled)
  }

  #take(outcome: Outcome): void {
    const request = this.#request
    this.#request = NONE
    this.#lastEndedAt = outcome.atMs
    const isFirst = this.#arrived()
    this.#crew.recording.done(request, this.#sentAt, outcome, this.#wire.endpoint)
    if (outcome.how === 'broke-off') this.#failed(outcome)
    else {
      this.#crew.stopRule.settled(this.#failedInARow > 0)
      this.#failedInARow = 0
      if (!this.#running || this.#left === 0) this.#end()
      else if (isFirst) this.#crew.pace.goOn(() => this.#goOn())
      else this.#goOn()
    }
  }

  #goOn(): void {
    if (!this.#running) return
    // Answers that have come on other connections are read first: opening takes long beside reading. So is the end of this one, where it may have come.
    if (this.#wire.isOpen && !this.#wire.isWary()) this.#next()
    else this.#turn.afterReading(() => this.#next())
  }

  /** Says whether this was the end of the first request of the stretch. */
  #arrived(): boolean {
    if (this.#opening === null) return false
    this.#crew.pace.settled(this.#opening)
    this.#opening = null
    return true
  }

  #failed({ atMs, kind }: Extract<Outcome, { how: 'broke-off' }>): void {
    this.#failedInARow++
    const { stopRule, recording } = this.#crew
    const dead = recording.unanswered(stopRule.failed(atMs, this.#failedInARow === 1, kind))
    if (!this.#running || this.#left === 0) this.#end()
    else if (dead) this.#crew.stretch.abort('no-answers')
    else this.#backOff = setTimeout(() => this.#next(), backOffMs(this.#failedInARow))
  }

  #end(): void {
    this.#running = false
    clearTimeout(this.#backOff)
    this.#turn.clear()
    this.#inUseBefore = this.inUseMs
    this.#inUseFromMs = null
    if (this.#leaving) void this.#wire.close()
    this.#crew.stopRule.left(this.#failedInARow > 0)
    this.#crew.stretch.end()
  }
}

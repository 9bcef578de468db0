import type { Ms } from '../../model/config.ts'
import { acceptsStatus } from '../../model/judge/status.ts'
import type { Outcome } from '../engine.ts'
import { CLOSED_EARLY } from '../http/answer-reader.ts'
import type { ConnectionFailure } from '../http/connection-failure.ts'
import { Alarm } from '../pace/alarm.ts'
import { backOffMs } from '../pace/back-off.ts'
import { NextTurn } from '../pace/next-turn.ts'
import type { Opening } from '../pace/opening-pace.ts'
import type { AutocannonClient } from './autocannon-client.ts'
import type { Crew, Target } from './autocannon-crew.ts'
import { AutocannonLine } from './autocannon-line.ts'

const NONE = -1

/**
 * One connection of the closed loop: it takes over connecting and timing from an autocannon client, which builds no
 * requests of its own here but sends and parses. What autocannon leaves open is decided here:
 * an announced close is followed by a new connection before the next request, so that no request is lost on a closing
 * one, and what an unannounced one has crossed may be sent once more (`ClosingHabit`); each request has its own timeout;
 * attempts after errors back off; a connection can rest and go on later.
 *
 * A latency runs from the send, which for a new connection includes opening it, to the last byte of the answer.
 */
export class AutocannonConnection {
  readonly #client: AutocannonClient
  readonly #crew: Crew
  readonly #target: Target
  readonly #line: AutocannonLine
  readonly #deadline = new Alarm(() => this.#timedOut())
  readonly #turn = new NextTurn()
  #backOff: NodeJS.Timeout | undefined
  /** The request under way, or NONE. */
  #request = NONE
  #sentAt: Ms = 0
  #answeredAt: Ms = 0
  #failedInARow = 0
  #requestsLeft: number
  #resting = true
  #finishing = false
  #leaving = false
  #begunAt: Ms = 0
  #opening: Opening | null = null
  /** What ended last was the first request since `begin`. */
  #isFirst = false
  #inUseMs: Ms = 0

  constructor(client: AutocannonClient, crew: Crew, target: Target) {
    this.#client = client
    this.#crew = crew
    this.#target = target
    this.#requestsLeft = crew.requestsEach
    this.#line = new AutocannonLine(client, target.endpoint, crew.sockets, {
      method: () => crew.requests[this.#request]?.method ?? null,
      keepsBody: (status) => !this.#expects(status),
      complete: () => this.#complete(),
      broke: (by) => this.#brokeOff(by),
    })
    client.getRequestBuffer = () => target.payloads[this.#request] ?? Buffer.alloc(0)
    client.on('response', (status: number) => this.#answered(status))
    target.habit.joined()
  }

  /** Sends requests one after the other, from now on until `finish`, or until it has sent its number. */
  begin(): void {
    this.#resting = false
    this.#finishing = false
    this.#begunAt = performance.now()
    this.#opening = this.#crew.pace.began(this.#begunAt)
    this.#crew.stopRule.joined()
    if (this.#line.isOpen) this.#turn.afterPoll(() => this.#next())
    else this.#next()
  }

  /** Sends nothing more; comes to rest when the request under way is answered or timed out. */
  finish(): void {
    this.#finishing = true
    if (this.#request === NONE) this.#rest()
  }

  /** Finishes, and closes its connection: the ramp has no more use for it. */
  leave(): void {
    this.#leaving = true
    this.finish()
  }

  /** Comes to rest at once; a request under way is dropped and not reported. */
  halt(): void {
    if (this.#request !== NONE) this.#line.drop()
    this.#request = NONE
    this.#rest()
  }

  /** Ends for good, and with it the client: autocannon's run ends with its last one. */
  destroy(): void {
    this.halt()
    this.#client.destroy()
  }

  /** Whether it has sent its number of requests. */
  get isSpent(): boolean {
    return this.#requestsLeft <= 0
  }

  /** The time that it was in use, up to where it came to rest: from each `begin`, or since when the crew says, to the end of the last request. */
  get inUseMs(): Ms {
    return this.#inUseMs
  }

  #rest(): void {
    if (this.#leaving) this.#line.drop()
    if (this.#resting) return
    this.#resting = true
    this.#inUseMs += performance.now() - (this.#crew.inUseSinceMs ?? this.#begunAt)
    this.#deadline.clear()
    clearTimeout(this.#backOff)
    this.#turn.clear()
    this.#crew.stopRule.left(this.#failedInARow > 0)
    this.#failedInARow = 0
    this.#crew.cameToRest()
  }

  #next(): void {
    if (this.#finishing || this.isSpent) {
      this.#rest()
      return
    }
    this.#requestsLeft--
    this.#request = this.#crew.nextRequest()
    this.#sentAt = performance.now()
    this.#deadline.set(this.#sentAt, this.#timeoutMs)
    this.#line.send()
  }

  get #timeoutMs(): Ms {
    return this.#crew.requests[this.#request]?.timeoutMs ?? 0
  }

  #answered(status: number): void {
    const atMs = performance.now()
    this.#answeredAt = atMs
    // Later than its timeout, only not noticed yet: the timer and the answer were due in the same turn of the loop.
    if (atMs - this.#sentAt > this.#timeoutMs) this.#report({ how: 'timed-out', atMs })
    else if (this.#expects(status)) this.#report({ how: 'ok', status, atMs })
    else this.#report({ how: 'answered-wrong', what: 'status', status, atMs, example: this.#line.bodyStart })
    this.#settled()
  }

  #expects(status: number): boolean {
    const request = this.#crew.requests[this.#request]
    return request !== undefined && acceptsStatus(request.expect.status, status)
  }

  #report(outcome: Outcome): void {
    if (this.#opening !== null) this.#crew.pace.settled(this.#opening)
    this.#isFirst = this.#opening !== null
    this.#opening = null
    this.#crew.recording.done(this.#request, this.#sentAt, outcome, this.#target.place)
    this.#request = NONE
  }

  #settled(): void {
    this.#crew.stopRule.settled(this.#failedInARow > 0)
    this.#failedInARow = 0
  }

  /** Its outcome has been reported; only now is it known whether the connection lives on. */
  #complete(): void {
    if (this.#finishing || this.isSpent) this.#rest()
    else if (this.#isFirst) this.#crew.pace.goOn(() => this.#goOn(true))
    else this.#goOn(false)
  }

  /** `idle`: it has waited for the others. */
  #goOn(idle: boolean): void {
    if (this.#resting) return
    // Answers that have come on other connections are read first: opening takes long beside reading. So is the end of this one, where it may have come.
    if (!this.#line.isOpen) this.#turn.afterReading(() => this.#next())
    else if (idle || this.#target.habit.isWary()) this.#turn.afterPoll(() => this.#next())
    else this.#next()
  }

  #brokeOff(by: ConnectionFailure): void {
    const atMs = performance.now()
    if (this.#request === NONE) {
      this.#target.habit.endedBetween(atMs - this.#answeredAt)
      return
    }
    if (this.#isForgiven(by, atMs)) {
      this.#line.send()
      return
    }
    this.#report({ how: 'broke-off', ...by, atMs })
    this.#failedInARow++
    const { stopRule, recording } = this.#crew
    const dead = recording.unanswered(stopRule.failed(atMs, this.#failedInARow === 1, by.kind))
    if (dead) this.#crew.targetIsDead()
    if (this.#finishing || this.isSpent) this.#rest()
    else if (!dead) this.#backOff = setTimeout(() => this.#next(), backOffMs(this.#failedInARow))
  }

  #isForgiven(by: ConnectionFailure, atMs: Ms): boolean {
    if (!this.#line.unansweredOnUsedSocket || by.kind !== 'reset') return false
    return this.#target.habit.forgives({
      method: this.#crew.requests[this.#request]?.method ?? '',
      afterMs: atMs - this.#sentAt,
      idleMs: this.#sentAt - this.#answeredAt,
      by: by === CLOSED_EARLY ? 'end' : 'reset',
    })
  }

  #timedOut(): void {
    if (this.#request === NONE) return
    this.#report({ how: 'timed-out', atMs: performance.now() })
    this.#settled()
    this.#line.drop()
    this.#next()
  }
}

import type { Socket } from 'node:net'
import type { Dispatcher } from 'undici'
import type { Ms } from '../../model/config.ts'
import type { Outcome, Wire } from '../engine.ts'
import { type AnswerJudge, answerJudge } from '../http/answer-judge.ts'
import { connectionFailure, isQuietEnd } from '../http/connection-failure.ts'
import { Alarm } from '../pace/alarm.ts'
import { type LineTarget, type LineUser, UndiciLine } from './undici-line.ts'
import type { UndiciRequest } from './undici-requests.ts'

const NONE = -1

/**
 * One connection through undici, with a timeout of our own for each request. One that is not to keep its connection has a new one for itself, beside the one that
 * is kept for the others.
 *
 * undici looks at a kept connection once more before it writes to it, and opens a new one when the server has closed it. What the server closed while the request
 * was on its way to it may be sent once more (`ClosingHabit`).
 */
export class UndiciWire implements Wire, LineUser {
  readonly endpoint: number
  readonly #target: LineTarget
  readonly #requests: readonly UndiciRequest[]
  readonly #sockets = new Set<Socket>()
  readonly #deadline = new Alarm(() => this.#timedOut())
  /** Carries the request under way; between two, the kept one. */
  #line: UndiciLine | null = null
  /** The kept one, while a request has a connection for itself. */
  #resting: UndiciLine | null = null
  /** The request under way, or NONE. */
  #request = NONE
  #options: Dispatcher.DispatchOptions | null = null
  #done: ((outcome: Outcome) => void) | null = null
  /** Since when its time runs. */
  #since: Ms = 0
  #leftAt: Ms = 0
  #status = 0
  #judge: AnswerJudge | null = null

  constructor(target: LineTarget, requests: readonly UndiciRequest[], endpoint: number) {
    this.endpoint = endpoint
    this.#target = target
    this.#requests = requests
  }

  /** Opens the connection ahead of the first request. Resolves also when that failed: the first request will say so. */
  prepare(): Promise<void> {
    this.#line ??= new UndiciLine(this.#target, this)
    return this.#line.prepare()
  }

  get isOpen(): boolean {
    return this.#line !== null
  }

  isWary(): boolean {
    return this.#line !== null && this.#target.habit.isWary()
  }

  /**
   * When the last request went on its way: written to the kept connection, which is one turn of the event loop after `send`, or given to one that had to be
   * opened first.
   */
  get leftAt(): Ms {
    return this.#leftAt
  }

  send(request: number, done: (outcome: Outcome) => void, sinceMs?: Ms): void {
    const { spec, next } = this.#entry(request)
    const now = performance.now()
    this.#request = request
    this.#options = next()
    this.#done = done
    this.#since = sinceMs ?? now
    this.#leftAt = now
    this.#deadline.set(now, this.#since + spec.timeoutMs - now)
    if (!spec.keepAlive) this.#rest()
    this.#line ??= new UndiciLine(this.#target, this)
    this.#line.send(this.#options)
  }

  async close(): Promise<void> {
    this.#request = NONE
    this.#done = null
    this.#deadline.clear()
    this.#line?.abandon()
    this.#resting?.abandon()
    this.#line = null
    this.#resting = null
    await Promise.all(
      Array.from(this.#sockets, (socket) => {
        const closed = new Promise((resolve) => socket.once('close', resolve))
        socket.destroy()
        return closed
      }),
    )
  }

  opened(socket: Socket): void {
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
  }

  written(atMs: Ms): void {
    this.#leftAt = atMs
  }

  head(status: number, encoding: string | null): void {
    this.#status = status
    this.#judge = answerJudge(this.#entry(this.#request).spec.expect, status, encoding)
  }

  piece(bytes: Buffer): void {
    this.#judge?.take(bytes)
  }

  complete(atMs: Ms, kept: boolean): void {
    if (!kept) this.#line = null
    const late = atMs - this.#since > this.#entry(this.#request).spec.timeoutMs
    // Later than its timeout, only not noticed yet: the timer and the answer were due in the same turn of the loop.
    this.#end(late ? { how: 'timed-out', atMs } : this.#judged(atMs))
  }

  broke(error: Error, atMs: Ms): void {
    const failure = connectionFailure(error)
    const line = this.#line
    const options = this.#options
    const isForgiven = failure.kind === 'reset' && line !== null && this.#isForgiven(line, error, atMs)
    if (isForgiven && options !== null) line.send(options)
    else this.#end({ how: 'broke-off', ...failure, atMs })
  }

  #isForgiven(line: UndiciLine, error: Error, atMs: Ms): boolean {
    if (!line.unansweredOnUsedSocket) return false
    return this.#target.habit.forgives({
      method: this.#entry(this.#request).spec.method,
      afterMs: atMs - line.writtenAt,
      idleMs: line.idleMs,
      by: isQuietEnd(error) ? 'end' : 'reset',
    })
  }

  #judged(atMs: Ms): Outcome {
    const status = this.#status
    const judge = this.#judge
    if (judge === null || judge.passes()) return { how: 'ok', status, atMs }
    return { how: 'answered-wrong', what: judge.what, status, atMs, example: judge.example() }
  }

  #timedOut(): void {
    if (this.#request === NONE) return
    this.#line?.abandon()
    this.#line = null
    this.#end({ how: 'timed-out', atMs: performance.now() })
  }

  #end(outcome: Outcome): void {
    const done = this.#done
    if (!this.#entry(this.#request).spec.keepAlive) this.#takeUp()
    this.#request = NONE
    this.#options = null
    this.#done = null
    this.#judge = null
    done?.(outcome)
  }

  #rest(): void {
    this.#resting = this.#line
    this.#line = null
  }

  /** A connection that was for one request is of no more use. */
  #takeUp(): void {
    this.#line?.abandon()
    this.#line = this.#resting
    this.#resting = null
  }

  #entry(request: number): UndiciRequest {
    const entry = this.#requests[request]
    if (entry === undefined)
      throw new RangeError(`There is no request ${request}; the job has ${this.#requests.length}.`)
    return entry
  }
}

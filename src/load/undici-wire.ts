import type { Socket } from 'node:net'
import type { Dispatcher } from 'undici'
import type { Ms } from '../model/config.ts'
import { Alarm } from './alarm.ts'
import { type AnswerJudge, answerJudge } from './answer-judge.ts'
import { ClosingHabit } from './closing-habit.ts'
import { connectionFailure, isQuietEnd } from './connection-failure.ts'
import type { EngineJob, Outcome, Wire } from './engine.ts'
import { socketOpener } from './open-socket.ts'
import { hostHeader } from './request-bytes.ts'
import { type LineTarget, type LineUser, UndiciLine } from './undici-line.ts'
import { type UndiciRequest, undiciRequests } from './undici-requests.ts'

const NONE = -1

/** The wires of one thread: they share one sequence of rows, and what is known of each endpoint. */
export class UndiciWires {
  /** How many endpoints they lead to. */
  readonly endpoints: number
  readonly #requests: readonly UndiciRequest[]
  readonly #targets: readonly LineTarget[]
  #turn: number

  constructor(job: EngineJob) {
    const scheme = job.tls === null ? 'http' : 'https'
    this.endpoints = job.endpoints.length
    this.#requests = undiciRequests(job)
    this.#targets = job.endpoints.map((endpoint) => ({
      origin: `${scheme}://${hostHeader(endpoint)}`,
      opener: socketOpener(endpoint, job.tls, { keepsPieces: false }),
      habit: new ClosingHabit(),
    }))
    // Threads begin at different replicas, so that a few connections of each do not all meet at the first.
    this.#turn = job.thread
  }

  /** Whose turn it is: each endpoint comes as often as every other. */
  nextEndpoint(): number {
    return this.#turn++ % this.endpoints
  }

  newWire(endpoint = this.nextEndpoint()): UndiciWire {
    const target = this.#targets[endpoint]
    if (target === undefined) throw new Error('A stage needs an endpoint to put its load on.')
    target.habit.joined()
    return new UndiciWire(target, this.#requests, endpoint)
  }

  /** Requests sent once more. */
  get resent(): number {
    return this.#targets.reduce((sum, { habit }) => sum + habit.resent, 0)
  }
}

/**
 * One connection through undici, with a timeout of our own for each request.
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
  #line: UndiciLine | null = null
  /** The request under way, or NONE. */
  #request = NONE
  #options: Dispatcher.DispatchOptions | null = null
  #done: ((outcome: Outcome) => void) | null = null
  /** Since when its time runs. */
  #since: Ms = 0
  #endedAt: Ms = 0
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

  send(request: number, done: (outcome: Outcome) => void, sinceMs?: Ms): void {
    const { spec, next } = this.#entry(request)
    const now = performance.now()
    this.#request = request
    this.#options = next()
    this.#done = done
    this.#since = sinceMs ?? now
    this.#deadline.set(now, this.#since + spec.timeoutMs - now)
    this.#line ??= new UndiciLine(this.#target, this)
    this.#line.send(this.#options)
  }

  async close(): Promise<void> {
    this.#request = NONE
    this.#done = null
    this.#deadline.clear()
    this.#line?.abandon()
    this.#line = null
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
      idleMs: line.writtenAt - this.#endedAt,
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
    this.#request = NONE
    this.#options = null
    this.#done = null
    this.#judge = null
    this.#endedAt = outcome.atMs
    done?.(outcome)
  }

  #entry(request: number): UndiciRequest {
    const entry = this.#requests[request]
    if (entry === undefined)
      throw new RangeError(`There is no request ${request}; the job has ${this.#requests.length}.`)
    return entry
  }
}

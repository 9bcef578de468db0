import type { Socket } from 'node:net'
import type { Dispatcher } from 'undici'
import type { Ms } from '../model/config.ts'
import { Alarm } from './alarm.ts'
import { type AnswerJudge, answerJudge } from './answer-judge.ts'
import { connectionFailure, isQuietEnd } from './connection-failure.ts'
import type { EngineJob, Outcome, Wire } from './engine.ts'
import { socketOpener } from './open-socket.ts'
import { hostHeader } from './request-bytes.ts'
import { type LineTarget, type LineUser, UndiciLine } from './undici-line.ts'
import { type UndiciRequest, undiciRequests } from './undici-requests.ts'

/** A connection is idle when nothing was under way on it for this long before a send; what is sent back to back never is. */
const IDLE_MS: Ms = 5
/** A server that closes an idle connection crosses a send by so much; one that ends later had the request. */
const CROSSING_MS: Ms = 100
const NONE = -1

/** Makes the wires of one thread: spread over the endpoints, with one sequence of rows for all. */
export function undiciWires(job: EngineJob): () => UndiciWire {
  const requests = undiciRequests(job)
  const scheme = job.tls === null ? 'http' : 'https'
  const targets = job.endpoints.map((endpoint) => ({
    origin: `${scheme}://${hostHeader(endpoint)}`,
    opener: socketOpener(endpoint, job.tls, { keepsPieces: false }),
  }))
  // Threads begin at different replicas, so that a few connections of each do not all meet at the first.
  let made = job.thread
  return () => {
    const target = targets[made++ % targets.length]
    if (target === undefined) throw new Error('A stage needs an endpoint to put its load on.')
    return new UndiciWire(target, requests)
  }
}

/**
 * One connection through undici, with a timeout of our own for each request.
 *
 * An idle connection that the server closed while the next request was on its way gets that request sent once more, on
 * a new connection: it is the risk of keeping connections, not a failure of the service. A reset says that the server
 * never read the request; a plain end says so only if it crossed the send. Where anything of the answer had come, or
 * the connection was new or in constant use, it is a failure.
 */
export class UndiciWire implements Wire, LineUser {
  readonly #target: LineTarget
  readonly #requests: readonly UndiciRequest[]
  readonly #sockets = new Set<Socket>()
  readonly #deadline = new Alarm(() => this.#timedOut())
  #line: UndiciLine | null = null
  /** The request under way, or NONE. */
  #request = NONE
  #options: Dispatcher.DispatchOptions | null = null
  #done: ((outcome: Outcome) => void) | null = null
  #sentAt: Ms = 0
  #endedAt: Ms = 0
  #wasIdle = false
  #status = 0
  #judge: AnswerJudge | null = null

  constructor(target: LineTarget, requests: readonly UndiciRequest[]) {
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

  send(request: number, done: (outcome: Outcome) => void): void {
    const { spec, next } = this.#entry(request)
    const now = performance.now()
    this.#request = request
    this.#options = next()
    this.#done = done
    this.#sentAt = now
    this.#wasIdle = now - this.#endedAt >= IDLE_MS
    this.#deadline.set(now, spec.timeoutMs)
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

  head(status: number): void {
    this.#status = status
    this.#judge = answerJudge(this.#entry(this.#request).spec.expect, status)
  }

  piece(bytes: Buffer): void {
    this.#judge?.take(bytes)
  }

  complete(atMs: Ms, kept: boolean): void {
    if (!kept) this.#line = null
    const late = atMs - this.#sentAt > this.#entry(this.#request).spec.timeoutMs
    // Later than its timeout, only not noticed yet: the timer and the answer were due in the same turn of the loop.
    this.#end(late ? { how: 'timed-out', atMs } : this.#judged(atMs))
  }

  broke(error: Error, atMs: Ms): void {
    const crossed = !isQuietEnd(error) || atMs - this.#sentAt <= CROSSING_MS
    if (this.#wasIdle && crossed && this.#line?.unansweredOnUsedSocket === true && this.#options !== null) {
      this.#wasIdle = false
      this.#line.send(this.#options)
    } else this.#end({ how: 'broke-off', ...connectionFailure(error), atMs })
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

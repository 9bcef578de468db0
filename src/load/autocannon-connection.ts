import { connect, type Socket } from 'node:net'
import type { Ms, RequestSpec } from '../model/config.ts'
import type { Endpoint } from '../ports.ts'
import { Alarm } from './alarm.ts'
import { AnswerReader, type Reading } from './answer-reader.ts'
import type { AutocannonClient } from './autocannon-client.ts'
import type { Recording } from './engine.ts'
import type { StopRule } from './stop-rule.ts'

/** How long to wait before the next attempt, after one, two, … connection errors in a row; the last holds on. */
const BACK_OFF_MS: readonly Ms[] = [1, 10, 20, 40, 80, 160, 200]
/** How long a socket that the server said it would close is left for the server to do so. */
const RETIRED_MS: Ms = 1000
const NONE = -1

/** What all connections of a stage share. */
export type Crew = {
  readonly requests: readonly RequestSpec[]
  /** Gives the place of the next request. */
  readonly nextRequest: () => number
  readonly recording: Recording
  readonly stopRule: StopRule
  /** Every socket that is not closed yet. */
  readonly sockets: Set<Socket>
  /** Called when the stop rule says that the target is dead. */
  readonly targetIsDead: () => void
  /** Called once by each connection when it has ended. */
  readonly connectionEnded: () => void
}

/**
 * One connection of the closed loop: it takes over connecting and timing from an autocannon client, which builds no
 * requests of its own here but sends and parses. What autocannon leaves open is decided here:
 * an announced close is followed by a new connection before the next request, so that no request is lost on a closing
 * one; the parser starts afresh on each connection; each request has its own timeout; attempts after errors back off.
 *
 * A latency runs from the send, which for a new connection includes opening it, to the last byte of the answer.
 */
export class AutocannonConnection {
  readonly #client: AutocannonClient
  readonly #crew: Crew
  readonly #endpoint: Endpoint
  readonly #payloads: readonly Buffer[]
  readonly #send: () => void
  readonly #deadline = new Alarm(() => this.#timedOut())
  #reader: AnswerReader | null = null
  #backOff: NodeJS.Timeout | undefined
  #socket: Socket | null = null
  /** The request under way, or NONE. */
  #request = NONE
  #sentAt: Ms = 0
  #failedInARow = 0
  #ending = false
  #firstSentAt: Ms | null = null
  #endedAt: Ms | null = null

  constructor(client: AutocannonClient, crew: Crew, target: { endpoint: Endpoint; payloads: readonly Buffer[] }) {
    this.#client = client
    this.#crew = crew
    this.#endpoint = target.endpoint
    this.#payloads = target.payloads
    this.#send = client._doRequest.bind(client)
    client.getRequestBuffer = () => this.#payloads[this.#request] ?? Buffer.alloc(0)
    // autocannon connects while it constructs the client; here all connections begin when all clients are there.
    client._connect = () => undefined
    client._doRequest = () => undefined
    client._destroyConnection = () => this.#drop()
    client.on('response', (status: number) => this.#answered(status))
  }

  /** Sends the first request. */
  begin(): void {
    this.#next()
  }

  /** Sends nothing more; ends when the request under way is answered or timed out. */
  finish(): void {
    this.#ending = true
    if (this.#request === NONE) this.#end()
  }

  /** Ends at once; a request under way is dropped and not reported. */
  destroy(): void {
    this.#request = NONE
    this.#ending = true
    if (this.#endedAt === null) this.#end()
  }

  /** From the first send to the end of the last request. */
  get inUseMs(): Ms {
    return this.#firstSentAt === null || this.#endedAt === null ? 0 : this.#endedAt - this.#firstSentAt
  }

  #end(): void {
    if (this.#endedAt !== null) return
    this.#endedAt = performance.now()
    this.#deadline.clear()
    clearTimeout(this.#backOff)
    this.#client.destroy()
    this.#crew.connectionEnded()
  }

  #next(): void {
    if (this.#ending) {
      this.#end()
      return
    }
    this.#request = this.#crew.nextRequest()
    this.#sentAt = performance.now()
    this.#firstSentAt ??= this.#sentAt
    this.#deadline.set(this.#sentAt, this.#timeoutMs())
    if (this.#socket === null) this.#open()
    this.#send()
  }

  #timeoutMs(): Ms {
    return this.#crew.requests[this.#request]?.timeoutMs ?? 0
  }

  #method(): string | null {
    return this.#crew.requests[this.#request]?.method ?? null
  }

  #open(): void {
    // Made late: autocannon sets the parser's callbacks only after it has handed over the client.
    this.#reader ??= new AnswerReader(this.#client.parser, () => this.#method())
    const reader = this.#reader
    const socket = connect({ host: this.#endpoint.host, port: this.#endpoint.port, noDelay: true })
    this.#crew.sockets.add(socket)
    const ifCurrent = (act: () => void) => {
      if (this.#socket === socket) act()
    }
    socket.on('data', (chunk) => ifCurrent(() => this.#take(reader.read(chunk))))
    socket.on('end', () => ifCurrent(() => this.#take(reader.end())))
    socket.on('error', (error) => ifCurrent(() => this.#brokeOff(describeSocketError(error))))
    socket.on('close', () => this.#crew.sockets.delete(socket))
    this.#client.pipelinedRequests.clear()
    reader.reset()
    this.#socket = socket
    this.#client.conn = socket
  }

  #answered(status: number): void {
    const now = performance.now()
    const request = this.#request
    // Later than its timeout, only not noticed yet: the timer and the answer were due in the same turn of the loop.
    if (now - this.#sentAt > this.#timeoutMs()) this.#crew.recording.timedOut(request, now)
    else this.#crew.recording.answered(request, status, this.#sentAt, now)
    this.#settled()
  }

  #settled(): void {
    this.#request = NONE
    this.#crew.stopRule.settled(this.#failedInARow > 0)
    this.#failedInARow = 0
  }

  #take(reading: Reading): void {
    if (reading.state === 'broken') this.#brokeOff(reading.why)
    if (reading.state !== 'complete') return
    if (!reading.kept) this.#retire()
    this.#next()
  }

  #brokeOff(why: string): void {
    this.#drop()
    if (this.#request === NONE) return
    const now = performance.now()
    this.#crew.recording.brokeOff(this.#request, why, now)
    this.#request = NONE
    this.#failedInARow++
    const dead = this.#crew.stopRule.failed(now, this.#failedInARow === 1)
    if (this.#ending) this.#end()
    else if (dead) this.#crew.targetIsDead()
    else this.#backOff = setTimeout(() => this.#next(), BACK_OFF_MS[this.#failedInARow - 1] ?? BACK_OFF_MS.at(-1))
  }

  #timedOut(): void {
    if (this.#request === NONE) return
    this.#crew.recording.timedOut(this.#request, performance.now())
    this.#settled()
    this.#drop()
    this.#next()
  }

  /** Leaves a socket that is of no more use to the server to close, so that the closed port waits on the server's side and ours is free again. */
  #retire(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.setTimeout(RETIRED_MS, () => socket.destroy())
  }

  #drop(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.destroy()
  }
}

/** A socket's errors carry addresses and codes only, never what was sent. Several addresses of one name fail as one error without a message. */
function describeSocketError(error: Error): string {
  if (error instanceof AggregateError)
    return error.errors.map((one) => (one instanceof Error ? one.message : '')).join('; ')
  return error.message
}

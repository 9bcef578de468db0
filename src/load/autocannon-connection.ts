import type { Socket } from 'node:net'
import type { Ms, RequestSpec } from '../model/config.ts'
import { acceptsStatus } from '../model/status.ts'
import type { Endpoint } from '../ports.ts'
import { Alarm } from './alarm.ts'
import { AnswerReader, CLOSED_EARLY, type Reading } from './answer-reader.ts'
import type { AutocannonClient } from './autocannon-client.ts'
import { backOffMs } from './back-off.ts'
import { type ConnectionFailure, connectionFailure } from './connection-failure.ts'
import type { Outcome, Recording } from './engine.ts'
import type { Opening, OpeningPace } from './opening-pace.ts'
import { connectReading } from './read-in-place.ts'
import type { StopRule } from './stop-rule.ts'

/** How long a socket that the server said it would close is left for the server to do so. */
const RETIRED_MS: Ms = 1000
/** A server that closes an idle connection crosses a send by so much; one that ends the stream later had the request. */
const CROSSING_MS: Ms = 100
const NONE = -1

/** What all connections of a stage share. */
export type Crew = {
  readonly requests: readonly RequestSpec[]
  /** Gives the place of the next request. */
  readonly nextRequest: () => number
  /** How many requests each connection sends in all; infinite where the stage ends by time. */
  readonly requestsEach: number
  readonly recording: Recording
  readonly stopRule: StopRule
  /** Every socket that is not closed yet. */
  readonly sockets: Set<Socket>
  /** The pace at which connections begin in this stretch. */
  pace: OpeningPace
  /** Called when the stop rule says that the target is dead. */
  readonly targetIsDead: () => void
  /** Called by each connection when it has come to rest. */
  readonly cameToRest: () => void
}

/**
 * One connection of the closed loop: it takes over connecting and timing from an autocannon client, which builds no
 * requests of its own here but sends and parses. What autocannon leaves open is decided here:
 * an announced close is followed by a new connection before the next request, so that no request is lost on a closing
 * one; the parser starts afresh on each connection; each request has its own timeout; attempts after errors back off;
 * a connection can rest and go on later.
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
  #turn: NodeJS.Immediate | undefined
  #socket: Socket | null = null
  /** The request under way, or NONE. */
  #request = NONE
  #sentAt: Ms = 0
  #failedInARow = 0
  #requestsLeft: number
  #resting = true
  #finishing = false
  /** The request under way is the first on a socket that has rested, and nothing of its answer has come. */
  #onRestedSocket = false
  #begunAt: Ms = 0
  #opening: Opening | null = null
  #inUseMs: Ms = 0

  constructor(client: AutocannonClient, crew: Crew, target: { endpoint: Endpoint; payloads: readonly Buffer[] }) {
    this.#client = client
    this.#crew = crew
    this.#endpoint = target.endpoint
    this.#payloads = target.payloads
    this.#requestsLeft = crew.requestsEach
    this.#send = client._doRequest.bind(client)
    client.getRequestBuffer = () => this.#payloads[this.#request] ?? Buffer.alloc(0)
    // autocannon connects while it constructs the client; here all connections begin when all clients are there.
    client._connect = () => undefined
    client._doRequest = () => undefined
    client._destroyConnection = () => this.#drop()
    client.on('response', (status: number) => this.#answered(status))
  }

  /** Sends requests one after the other, from now on until `finish`, or until it has sent its number. */
  begin(): void {
    this.#resting = false
    this.#finishing = false
    this.#onRestedSocket = this.#socket !== null
    this.#begunAt = performance.now()
    this.#opening = this.#crew.pace.began(this.#begunAt)
    this.#crew.stopRule.joined()
    this.#next()
  }

  /** Sends nothing more; comes to rest when the request under way is answered or timed out. */
  finish(): void {
    this.#finishing = true
    if (this.#request === NONE) this.#rest()
  }

  /** Comes to rest at once; a request under way is dropped and not reported. */
  halt(): void {
    if (this.#request !== NONE) this.#drop()
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

  /** The time that it was in use, up to where it came to rest: from each `begin` to the end of the last request. */
  get inUseMs(): Ms {
    return this.#inUseMs
  }

  #rest(): void {
    if (this.#resting) return
    this.#resting = true
    this.#inUseMs += performance.now() - this.#begunAt
    this.#deadline.clear()
    clearTimeout(this.#backOff)
    clearImmediate(this.#turn)
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
    this.#deadline.set(this.#sentAt, this.#timeoutMs())
    if (this.#socket === null) this.#open()
    this.#send()
  }

  #timeoutMs(): Ms {
    return this.#crew.requests[this.#request]?.timeoutMs ?? 0
  }

  #open(): void {
    // Made late: autocannon sets the parser's callbacks only after it has handed over the client.
    this.#reader ??= new AnswerReader(this.#client.parser, {
      method: () => this.#crew.requests[this.#request]?.method ?? null,
      keepsBody: (status) => !this.#expects(status),
    })
    const reader = this.#reader
    const socket = connectReading(this.#endpoint, (piece) => {
      if (this.#socket === socket) this.#receive(reader, piece)
    })
    this.#crew.sockets.add(socket)
    const ifCurrent = (act: () => void) => {
      if (this.#socket === socket) act()
    }
    socket.on('end', () => ifCurrent(() => this.#read(() => reader.end())))
    socket.on('error', (error) => ifCurrent(() => this.#brokeOff(connectionFailure(error))))
    socket.on('close', () => this.#crew.sockets.delete(socket))
    this.#client.pipelinedRequests.clear()
    reader.reset()
    this.#socket = socket
    this.#client.conn = socket
  }

  #receive(reader: AnswerReader, chunk: Buffer): void {
    this.#onRestedSocket = false
    // Something that nobody asked for, on a resting connection: it cannot be trusted with another request.
    if (this.#request === NONE) this.#drop()
    else this.#read(() => reader.read(chunk))
  }

  #answered(status: number): void {
    const atMs = performance.now()
    // Later than its timeout, only not noticed yet: the timer and the answer were due in the same turn of the loop.
    if (atMs - this.#sentAt > this.#timeoutMs()) this.#report({ how: 'timed-out', atMs })
    else if (this.#expects(status)) this.#report({ how: 'ok', status, atMs })
    else {
      const example = this.#reader?.bodyStart ?? null
      this.#report({ how: 'answered-wrong', what: 'status', status, atMs, example })
    }
    this.#settled()
  }

  #expects(status: number): boolean {
    const request = this.#crew.requests[this.#request]
    return request !== undefined && acceptsStatus(request.expect.status, status)
  }

  #report(outcome: Outcome): void {
    if (this.#opening !== null) this.#crew.pace.settled(this.#opening)
    this.#opening = null
    this.#crew.recording.done(this.#request, this.#sentAt, outcome)
    this.#request = NONE
  }

  #settled(): void {
    this.#crew.stopRule.settled(this.#failedInARow > 0)
    this.#failedInARow = 0
  }

  #read(read: () => Reading): void {
    const isFirst = this.#opening !== null
    const reading = read()
    if (reading.state === 'broken') this.#brokeOff(reading.by)
    if (reading.state !== 'complete') return
    if (!reading.kept) this.#retire()
    if (this.#finishing || this.isSpent) this.#rest()
    else if (isFirst) this.#hold()
    else this.#goOn()
  }

  /** Until all have begun; what happens to the socket meanwhile happens to an idle one. */
  #hold(): void {
    this.#onRestedSocket = this.#socket !== null
    this.#crew.pace.goOn(() => this.#goOn())
  }

  #goOn(): void {
    if (this.#resting) return
    // Answers that have come on other connections are read first: opening takes long beside reading.
    if (this.#socket !== null) this.#next()
    else this.#turn = setImmediate(() => this.#next())
  }

  #brokeOff(by: ConnectionFailure): void {
    this.#drop()
    if (this.#request === NONE) return
    const atMs = performance.now()
    if (this.#onRestedSocket && (by !== CLOSED_EARLY || atMs - this.#sentAt <= CROSSING_MS)) {
      this.#sendAgain()
      return
    }
    this.#report({ how: 'broke-off', ...by, atMs })
    this.#failedInARow++
    const dead = this.#crew.stopRule.failed(atMs, this.#failedInARow === 1)
    if (dead) this.#crew.targetIsDead()
    if (this.#finishing || this.isSpent) this.#rest()
    else if (!dead) this.#backOff = setTimeout(() => this.#next(), backOffMs(this.#failedInARow))
  }

  /** The server has closed an idle connection at the moment when it was used again: that is no failure, and the request's clock runs on. */
  #sendAgain(): void {
    this.#onRestedSocket = false
    this.#open()
    this.#send()
  }

  #timedOut(): void {
    if (this.#request === NONE) return
    this.#report({ how: 'timed-out', atMs: performance.now() })
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

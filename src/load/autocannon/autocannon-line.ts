import type { Socket } from 'node:net'
import type { Ms } from '../../model/config.ts'
import type { Endpoint } from '../../ports.ts'
import { AnswerReader, type Awaited, type Reading } from '../http/answer-reader.ts'
import { type ConnectionFailure, connectionFailure } from '../http/connection-failure.ts'
import { connectReading } from '../http/read-in-place.ts'
import type { AutocannonClient } from './autocannon-client.ts'
import { leaveOutBookkeeping } from './leave-out-bookkeeping.ts'

/** How long a socket that the server said it would close is left for the server to do so. */
const RETIRED_MS: Ms = 1000

/** What a line has to know of its user, and whom it tells. */
export type LineUser = Awaited & {
  /** The whole answer has come; whether the socket lives on is known too. */
  complete(): void
  /** The socket is gone, with or without a request under way. */
  broke(by: ConnectionFailure): void
}

/** The sockets of one autocannon client, one at a time, and what is read from them. */
export class AutocannonLine {
  readonly #client: AutocannonClient
  readonly #endpoint: Endpoint
  /** Every socket of the stage that is not closed yet. */
  readonly #sockets: Set<Socket>
  readonly #user: LineUser
  readonly #write: () => void
  #reader: AnswerReader | null = null
  #socket: Socket | null = null
  #waiting = false
  /** The socket has carried an answer, and nothing has come since the request that is under way. */
  #unansweredOnUsed = false

  constructor(client: AutocannonClient, endpoint: Endpoint, sockets: Set<Socket>, user: LineUser) {
    this.#client = client
    this.#endpoint = endpoint
    this.#sockets = sockets
    this.#user = user
    this.#write = client._doRequest.bind(client)
    leaveOutBookkeeping(client)
    // autocannon connects while it constructs the client; here all connections begin when all clients are there.
    client._connect = () => undefined
    client._doRequest = () => undefined
    client._destroyConnection = () => this.drop()
  }

  get isOpen(): boolean {
    return this.#socket !== null
  }

  /** Whether the request under way went out on a connection that had carried one before, and nothing of its answer has come. */
  get unansweredOnUsedSocket(): boolean {
    return this.#unansweredOnUsed
  }

  /** Sends what the client gives out as its request. */
  send(): void {
    this.#waiting = true
    this.#unansweredOnUsed = this.#socket !== null
    if (this.#socket === null) this.#open()
    this.#write()
  }

  /** Closes at once; the user hears nothing of it. */
  drop(): void {
    const socket = this.#socket
    this.#socket = null
    this.#waiting = false
    socket?.destroy()
  }

  /** The beginning of the answer's body, where it was wanted. */
  get bodyStart(): string | null {
    return this.#reader?.bodyStart ?? null
  }

  #open(): void {
    // Made late: autocannon sets the parser's callbacks only after it has handed over the client.
    this.#reader ??= new AnswerReader(this.#client.parser, this.#user)
    const reader = this.#reader
    const socket = connectReading(this.#endpoint, (piece) => {
      if (this.#socket === socket) this.#receive(reader, piece)
    })
    this.#sockets.add(socket)
    const ifCurrent = (act: () => void) => {
      if (this.#socket === socket) act()
    }
    socket.on('end', () => ifCurrent(() => this.#take(reader.end())))
    socket.on('error', (error) => ifCurrent(() => this.#broke(connectionFailure(error))))
    socket.on('close', () => this.#sockets.delete(socket))
    this.#client.pipelinedRequests.clear()
    reader.reset()
    this.#socket = socket
    this.#client.conn = socket
  }

  #receive(reader: AnswerReader, piece: Buffer): void {
    // Something that nobody asked for: the connection cannot be trusted with another request.
    if (!this.#waiting) {
      this.drop()
      return
    }
    this.#unansweredOnUsed = false
    this.#take(reader.read(piece))
  }

  #take(reading: Reading): void {
    if (reading.state === 'broken') this.#broke(reading.by)
    if (reading.state !== 'complete') return
    this.#waiting = false
    if (!reading.kept) this.#retire()
    this.#user.complete()
  }

  #broke(by: ConnectionFailure): void {
    this.drop()
    this.#user.broke(by)
  }

  /** Leaves a socket that is of no more use to the server to close, so that the closed port waits on the server's side and ours is free again. */
  #retire(): void {
    const socket = this.#socket
    this.#socket = null
    socket?.setTimeout(RETIRED_MS, () => socket.destroy())
  }
}

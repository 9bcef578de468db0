import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { Client, type Dispatcher } from 'undici'
import type { Ms } from '../../model/config.ts'
import type { ClosingHabit } from '../http/closing-habit.ts'
import { hideInterimAnswers, InterimAnswers } from '../http/interim-answers.ts'
import type { SocketOpener } from '../http/open-socket.ts'
import { takeOverClosing } from './take-over-closing.ts'

/** The longest that Node's timers hold: undici must never close an idle connection, only the server may. */
const NEVER_MS: Ms = 2_147_483_647
/** As autocannon's parser. */
export const LONGEST_HEAD_BYTES = 80 * 1024

/** Where a line leads. */
export type LineTarget = { readonly origin: URL; readonly opener: SocketOpener; readonly habit: ClosingHabit }

/** Who uses a line. None of these is called from within `send`. */
export interface LineUser {
  /** A socket was opened; the user closes it at the latest. */
  opened(socket: Socket): void
  /** The request was written to a connection that had carried one before. */
  written(atMs: Ms): void
  /** `encoding`: the body's Content-Encoding, where one is said. */
  head(status: number, encoding: string | null): void
  piece(bytes: Buffer): void
  /** The last byte came at `atMs`. `kept`: the line can carry another request. */
  complete(atMs: Ms, kept: boolean): void
  /** The request ended without a whole answer; the line opens a new socket for the next one. */
  broke(error: Error, atMs: Ms): void
}

/**
 * One undici client that carries one request at a time, on sockets of our own making.
 *
 * A connection whose end was announced, by our request or by the answer's head, is left to the server (`takeOverClosing`). Others that undici will not use again,
 * as behind a 304 with a length, the server would keep open: they are closed at once.
 */
export class UndiciLine implements Dispatcher.DispatchHandler {
  readonly #target: LineTarget
  readonly #client: Client
  readonly #settle = () => this.#settled()
  readonly #interim = new InterimAnswers()
  #user: LineUser | null
  #socket: Socket | null = null
  /** A socket that was opened ahead of the first request. */
  #prepared: Socket | null = null
  /** Answers that the present socket has carried. */
  #answers = 0
  /** The request under way was written, and has not ended. */
  #waiting = false
  #writtenAt: Ms = 0
  #idleMs: Ms = 0
  /** When the last request ended. */
  #atMs: Ms = 0
  #failure: Error | null = null
  #method: string = 'GET'
  /** The connection has carried its last answer. */
  #ended = false
  /** The request, or the head of its answer, says that the connection ends with it. */
  #endIsAnnounced = false

  constructor(target: LineTarget, user: LineUser) {
    this.#target = target
    this.#user = user
    this.#client = new Client(target.origin, {
      pipelining: 1,
      maxHeaderSize: LONGEST_HEAD_BYTES,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: NEVER_MS,
      keepAliveMaxTimeout: NEVER_MS,
      // A server that announces when it will close would else be forestalled.
      keepAliveTimeoutThreshold: -NEVER_MS,
      connect: (_options, ready) => this.#connect(ready),
    })
  }

  /** Opens the connection ahead of the first request; resolves when it is there or could not be had, which that request will find out. */
  prepare(): Promise<void> {
    const { open, readyEvent } = this.#target.opener
    const socket = open()
    this.#user?.opened(socket)
    return new Promise((resolve) => {
      socket.once(readyEvent, () => {
        this.#prepared = socket
        resolve()
      })
      socket.on('error', () => resolve())
      socket.once('close', () => resolve())
    })
  }

  send(options: Dispatcher.DispatchOptions): void {
    this.#failure = null
    this.#endIsAnnounced = options.reset === true
    this.#method = options.method
    this.#client.dispatch(options, this)
  }

  /** Whether the request under way went out on a connection that had carried one before, and nothing of its answer has come. */
  get unansweredOnUsedSocket(): boolean {
    return this.#answers > 0 && this.#interim.nothingCame
  }

  /** When the request under way was written to its socket. */
  get writtenAt(): Ms {
    return this.#writtenAt
  }

  /** How long nothing had been under way then. */
  get idleMs(): Ms {
    return this.#idleMs
  }

  /** Closes at once; the user hears nothing more of it. */
  abandon(): void {
    this.#user = null
    void this.#client.destroy()
    this.#socket?.destroy()
  }

  onRequestStart(): void {
    this.#interim.expect(this.#method)
    this.#waiting = true
    this.#writtenAt = performance.now()
    this.#idleMs = this.#writtenAt - this.#atMs
    if (this.#answers > 0) this.#user?.written(this.#writtenAt)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (this.#interim.isHttp10 || saysClose(headers.connection)) this.#endIsAnnounced = true
    const encoding = headers['content-encoding']
    this.#user?.head(status, encoding === undefined ? null : String(encoding))
  }

  onResponseData(_controller: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#user?.piece(bytes)
  }

  onResponseEnd(): void {
    this.#atMs = performance.now()
    this.#answers++
    this.#waiting = false
    // Only when undici has come back from here is it known whether the connection lives on.
    queueMicrotask(this.#settle)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#atMs = performance.now()
    this.#failure = error
    this.#waiting = false
    // undici may say so from within `dispatch`.
    queueMicrotask(this.#settle)
  }

  #settled(): void {
    if (this.#failure !== null) this.#user?.broke(this.#failure, this.#atMs)
    else if (!this.#ended) this.#user?.complete(this.#atMs, true)
    else {
      const user = this.#user
      this.#user = null
      user?.complete(this.#atMs, false)
    }
  }

  #connect(ready: (...result: [null, Socket] | [Error, null]) => void): void {
    const prepared = this.#prepared
    this.#prepared = null
    this.#answers = 0
    if (prepared?.readyState === 'open') {
      this.#adopt(prepared)
      queueMicrotask(() => ready(null, prepared))
    } else this.#open(this.#target.opener, ready)
  }

  #open(opener: SocketOpener, ready: (...result: [null, Socket] | [Error, null]) => void): void {
    const socket = opener.open()
    this.#adopt(socket)
    this.#user?.opened(socket)
    let waiting = true
    socket.once(opener.readyEvent, () => {
      waiting = false
      ready(null, socket)
    })
    socket.on('error', (error) => {
      if (waiting) ready(error, null)
      waiting = false
    })
  }

  #adopt(socket: Socket): void {
    this.#socket = socket
    hideInterimAnswers(socket, this.#interim)
    // Before undici hears of it, and with it the request that is under way.
    socket.once('close', () => this.#closed(socket))
    takeOverClosing(socket, () => this.#endedWithAnswer())
  }

  /** A kept connection whose server closed it although nothing was under way is opened anew by the next request. */
  #closed(socket: Socket): void {
    const byServer = this.#user !== null && this.#socket === socket && !this.#ended
    if (byServer && this.#answers > 0 && !this.#waiting) this.#target.habit.endedBetween(performance.now() - this.#atMs)
  }

  /** undici will not use the connection again. */
  #endedWithAnswer(): 'by-server' | 'by-us' {
    this.#ended = true
    return this.#endIsAnnounced ? 'by-server' : 'by-us'
  }
}

function saysClose(connection: string | string[] | undefined): boolean {
  return connection !== undefined && /(?:^|[\t ,])close(?:$|[\t ,])/i.test(String(connection))
}

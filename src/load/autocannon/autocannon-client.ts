import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'

/**
 * The parts of autocannon's client that its types do not tell: how it connects, sends and parses. They are no public
 * interface: autocannon is pinned to one exact version, `checkClient` fails loudly when a part is gone, and the tests
 * beside this file fail when one behaves otherwise.
 */
export type AutocannonClient = EventEmitter & {
  conn: Socket
  readonly parser: HttpParser
  pipelinedRequests: RequestsUnderWay
  /** Between two requests it makes a deep copy of the context that requests can have. */
  readonly requestIterator: { resetContext(): void }
  /** Opens the socket and sends the first request on it. */
  _connect(): void
  /** Sends one request; called by autocannon after each answer. */
  _doRequest(): void
  _destroyConnection(): void
  /** The bytes that `_doRequest` sends. */
  getRequestBuffer(): Buffer
  /** Counts the client as done; autocannon's run ends with its last client. */
  destroy(): void
}

/** What autocannon notes of the requests under way, the oldest first. */
export type RequestsUnderWay = {
  insertRequest(request: unknown): void
  addByteCount(bytes: number): void
  addBody(text: string): void
  setHeaders(head: AnswerHead): void
  /** The oldest has its answer; what is noted of it is told to the client's listeners. */
  terminateRequest(): object
  clear(): void
}

/** http-parser-js: one parser per client, reused for each connection. Callbacks are stored under numbers. */
export type HttpParser = {
  execute(chunk: Buffer): number | Error
  /** The stream has ended: completes a body that lasts as long as its connection. */
  finish(): Error | undefined
  reinitialize(type: 'RESPONSE'): void
  readonly state: string
  readonly line: string
  readonly connection: string
  [onHeadersComplete]: (head: AnswerHead) => boolean | undefined
  [onBody]: (chunk: Buffer, start: number, length: number) => void
  [onMessageComplete]: () => void
}
export type AnswerHead = {
  readonly statusCode: number
  readonly versionMajor: number
  readonly versionMinor: number
  readonly shouldKeepAlive: boolean
  /** Names, each followed by its value. */
  readonly headers: readonly string[]
}

export const onHeadersComplete = 2
export const onBody = 3
export const onMessageComplete = 4

/** A client as its hooks need it. Throws when autocannon is not the version that we know. */
export function checkClient(client: object): AutocannonClient {
  const known = client as AutocannonClient
  const methods = [known._connect, known._doRequest, known._destroyConnection, known.getRequestBuffer, known.destroy]
  const parserMethods = [known.parser?.execute, known.parser?.finish, known.parser?.reinitialize]
  const requests = known.pipelinedRequests
  const queueMethods = [requests?.insertRequest, requests?.setHeaders, requests?.terminateRequest, requests?.clear]
  const all = [...methods, ...parserMethods, ...queueMethods, known.requestIterator?.resetContext]
  if (all.every((method) => typeof method === 'function')) return known
  throw new Error("autocannon's client is not the one this engine was written for (9.0.0).")
}

import {
  type AnswerHead,
  type HttpParser,
  onBody,
  onHeadersComplete,
  onMessageComplete,
} from '../autocannon/autocannon-client.ts'
import { AnswerJudge } from './answer-judge.ts'
import type { ConnectionFailure } from './connection-failure.ts'
import { contentCoding } from './content-encoding.ts'
import { readStrictly } from './strict-framing.ts'

/** What a piece of the stream led to. `kept`: the connection can carry another request. */
export type Reading =
  | { readonly state: 'incomplete' }
  | { readonly state: 'complete'; readonly kept: boolean }
  | { readonly state: 'broken'; readonly by: ConnectionFailure }

/** What the reader has to know of the request under way. */
export type Awaited = {
  /** Its method; `null` when none is under way. */
  method(): string | null
  /** Whether the body's beginning is wanted as an example. */
  keepsBody(status: number): boolean
}

/** Answers that never have a body, though a 304 announces how long it would be (RFC 9110, 8.6). */
const BODILESS: ReadonlySet<number> = new Set([204, 304])

/** Completes what autocannon's parser leaves open: answers to HEAD, interim answers, answers nobody asked for, and whether a connection lives on. */
export class AnswerReader {
  readonly #parser: HttpParser
  readonly #awaited: Awaited
  #informational = false
  #lives = true
  #complete = false
  /** Of an answer whose body's beginning is wanted. */
  #judge: AnswerJudge | null = null

  /** Hooks into the parser after autocannon has set its own callbacks, which are called for each answer that counts. */
  constructor(parser: HttpParser, awaited: Awaited) {
    this.#parser = parser
    this.#awaited = awaited
    readStrictly(parser)
    const headComplete = parser[onHeadersComplete]
    const messageComplete = parser[onMessageComplete]
    parser[onHeadersComplete] = (head) => {
      headComplete.call(parser, head)
      return this.#readHead(head)
    }
    parser[onMessageComplete] = () => {
      if (this.#informational) return
      // An answer that nobody asked for: the connection cannot be trusted with another request.
      if (this.#awaited.method() === null) this.#lives = false
      else {
        this.#complete = true
        messageComplete.call(parser)
      }
    }
    // The body is read to its end but not kept; autocannon would decode it into one string.
    parser[onBody] = (chunk, start, length) => this.#judge?.take(chunk.subarray(start, start + length))
  }

  /** The beginning of the answer's body where it was wanted. */
  get bodyStart(): string | null {
    return this.#judge?.example() ?? null
  }

  /** A new connection: nothing of the last one is left over. */
  reset(): void {
    this.#parser.reinitialize('RESPONSE')
    this.#lives = true
    this.#complete = false
  }

  read(chunk: Buffer): Reading {
    const result = this.#parser.execute(chunk)
    if (result instanceof Error && !this.#complete) {
      return { state: 'broken', by: { kind: 'other', example: `The answer is not HTTP/1.1: ${result.message}` } }
    }
    // Anything behind the answer's last byte belongs to no request.
    const clean = !(result instanceof Error) && this.#parser.state === 'RESPONSE_LINE' && this.#parser.line === ''
    return this.#outcome(clean)
  }

  /** The server has ended the stream, which completes a body without a length. */
  end(): Reading {
    this.#parser.finish()
    if (this.#complete) return this.#outcome(false)
    return { state: 'broken', by: CLOSED_EARLY }
  }

  #outcome(clean: boolean): Reading {
    if (!this.#complete) return INCOMPLETE
    this.#complete = false
    return this.#lives && clean ? COMPLETE : CLOSING
  }

  /** Says whether the answer has no body whatever its head announces (RFC 9112, 6.3). */
  #readHead(head: AnswerHead): boolean {
    this.#informational = head.statusCode < 200
    const bodiless = this.#informational || BODILESS.has(head.statusCode) || this.#awaited.method() === 'HEAD'
    if (!this.#informational) {
      const isWanted = this.#awaited.keepsBody(head.statusCode)
      this.#judge = isWanted ? new AnswerJudge('status', [], contentCoding(encodingOf(head))) : null
      this.#lives &&= bodiless ? headKeepsAlive(head, this.#parser.connection) : head.shouldKeepAlive
    }
    return bodiless
  }
}

/** The stream ended where an answer should have been, or in its middle. */
export const CLOSED_EARLY: ConnectionFailure = {
  kind: 'reset',
  example: 'The server closed the connection before its answer was complete.',
}
const INCOMPLETE: Reading = { state: 'incomplete' }
const COMPLETE: Reading = { state: 'complete', kept: true }
const CLOSING: Reading = { state: 'complete', kept: false }

/** The body's Content-Encoding, where one is said. */
function encodingOf({ headers }: AnswerHead): string | null {
  const said = headers.filter((_, place) => place % 2 === 1 && headers[place - 1]?.toLowerCase() === 'content-encoding')
  return said.length === 0 ? null : said.join(', ')
}

/** The parser takes an answer without a length as closing its connection; one that has no body needs none. */
function headKeepsAlive(head: AnswerHead, connectionHeader: string): boolean {
  const since11 = head.versionMajor > 1 || (head.versionMajor === 1 && head.versionMinor >= 1)
  return since11 ? !connectionHeader.includes('close') : connectionHeader.includes('keep-alive')
}

import { type AnswerHead, type HttpParser, onBody, onHeadersComplete, onMessageComplete } from './autocannon-client.ts'

/** What a piece of the stream led to. `kept`: the connection can carry another request. */
export type Reading =
  | { readonly state: 'incomplete' }
  | { readonly state: 'complete'; readonly kept: boolean }
  | { readonly state: 'broken'; readonly why: string }

/** Completes what autocannon's parser leaves open: answers to HEAD, interim answers, answers nobody asked for, and whether a connection lives on. */
export class AnswerReader {
  readonly #parser: HttpParser
  /** The method of the request under way; `null` when none is. */
  readonly #method: () => string | null
  #informational = false
  #kept = true
  #complete = false

  /** Hooks into the parser after autocannon has set its own callbacks, which are called for each answer that counts. */
  constructor(parser: HttpParser, method: () => string | null) {
    this.#parser = parser
    this.#method = method
    const headComplete = parser[onHeadersComplete]
    const messageComplete = parser[onMessageComplete]
    parser[onHeadersComplete] = (head) => {
      headComplete.call(parser, head)
      return this.#readHead(head)
    }
    parser[onMessageComplete] = () => {
      if (this.#informational) return
      // An answer that nobody asked for: the connection cannot be trusted with another request.
      if (this.#method() === null) this.#kept = false
      else {
        this.#complete = true
        messageComplete.call(parser)
      }
    }
    // The body is read to its end but not kept; autocannon would decode it into one string.
    parser[onBody] = () => undefined
  }

  /** A new connection: nothing of the last one is left over. */
  reset(): void {
    this.#parser.reinitialize('RESPONSE')
    this.#kept = true
    this.#complete = false
  }

  read(chunk: Buffer): Reading {
    const result = this.#parser.execute(chunk)
    if (result instanceof Error && !this.#complete) {
      return { state: 'broken', why: `The answer is not HTTP/1.1: ${result.message}` }
    }
    // Anything behind the answer's last byte belongs to no request.
    const clean = !(result instanceof Error) && this.#parser.state === 'RESPONSE_LINE' && this.#parser.line === ''
    return this.#outcome(clean)
  }

  /** The server has ended the stream, which completes a body without a length. */
  end(): Reading {
    this.#parser.finish()
    if (this.#complete) return this.#outcome(false)
    return { state: 'broken', why: 'The server closed the connection before its answer was complete.' }
  }

  #outcome(clean: boolean): Reading {
    if (!this.#complete) return INCOMPLETE
    this.#complete = false
    return this.#kept && clean ? COMPLETE : CLOSING
  }

  /** Says whether the answer has no body whatever its head announces. */
  #readHead(head: AnswerHead): boolean {
    const isHead = this.#method() === 'HEAD'
    this.#informational = head.statusCode < 200 && head.statusCode !== 101
    if (!this.#informational) {
      this.#kept &&= isHead ? headKeepsAlive(head, this.#parser.connection) : head.shouldKeepAlive
    }
    return isHead
  }
}

const INCOMPLETE: Reading = { state: 'incomplete' }
const COMPLETE: Reading = { state: 'complete', kept: true }
const CLOSING: Reading = { state: 'complete', kept: false }

/** The parser takes an answer without a length as closing its connection; an answer to HEAD needs none. */
function headKeepsAlive(head: AnswerHead, connectionHeader: string): boolean {
  const since11 = head.versionMajor > 1 || (head.versionMajor === 1 && head.versionMinor >= 1)
  return since11 ? !connectionHeader.includes('close') : connectionHeader.includes('keep-alive')
}

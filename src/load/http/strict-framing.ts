import type { HttpParser } from '../autocannon/autocannon-client.ts'

/** No single line of an answer's framing is longer; as much as the parser takes of a head in all. */
const LONGEST_LINE = 80 * 1024
const LF = 0x0a
const CR = 0x0d

const STATUS_LINE = /^HTTP\/1\.[01] ([1-9][0-9]{2})(?: |$)/
/** Without control characters but tabs; bytes above 127 may be anything. */
const FIELD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t -~\u0080-\u00ff]*$/
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:/
/** 15 digits: what a number holds exactly. */
const LENGTH = /^[ \t]*[0-9]{1,15}[ \t]*$/
/** 13 digits: what a number holds exactly. */
const CHUNK_SIZE = /^[0-9a-fA-F]{1,13}[ \t]*(?:;|$)/

/** The parts of http-parser-js that read lines; no public interface, so they are looked at before they are used. */
type LineParser = {
  readonly state: string
  readonly chunk: Buffer
  readonly end: number
  offset: number
  line: string
  consumeLine(): string | undefined
}

/**
 * Makes the parser refuse what is not HTTP/1.1 (RFC 9112), as undici's does: left alone it takes `zz` and an empty line for the last chunk, runs for ever on
 * the chunk size `-5`, reads a length of `2abc` or `-1` as it likes, leaves out lines that are no header, and waits for the line of what has none.
 * Which of two lengths holds decides where the next answer begins, so two ways to say it are refused too.
 */
export function readStrictly(parser: HttpParser): void {
  const lines = parser as unknown as LineParser
  if (typeof lines.consumeLine !== 'function') throw new Error("autocannon's parser is not the one that is known.")
  const rules = new FramingRules()
  lines.consumeLine = () => {
    const line = takeLine(lines)
    return line === undefined ? undefined : rules.check(lines.state, line)
  }
}

/** The next line without its end; `undefined` while its end has not come. */
function takeLine(parser: LineParser): string | undefined {
  const { chunk, offset } = parser
  const at = chunk.indexOf(LF, offset)
  const hasEnd = at > offset && chunk[at - 1] === CR
  const piece = chunk.toString('latin1', offset, at === -1 ? parser.end : hasEnd ? at - 1 : at)
  const line = parser.line === '' ? piece : parser.line + piece
  if (line.length > LONGEST_LINE) refuse('a line is too long')
  if (at === -1) {
    // What has no lines at all would be waited for until its timeout.
    if (parser.state === 'RESPONSE_LINE' && !startsLikeHttp(line)) refuse('it does not begin with HTTP/')
    parser.line = line
    parser.offset = parser.end
    return undefined
  }
  parser.line = ''
  parser.offset = at + 1
  if (hasEnd) return line
  // The end may have been split between two pieces of the stream.
  if (at !== offset || !line.endsWith('\r')) refuse('a line does not end with CR LF')
  return line.slice(0, -1)
}

/** Also where a line's end was split: an empty line before an answer is allowed. */
function startsLikeHttp(line: string): boolean {
  return line === '\r' || 'HTTP/'.startsWith(line.slice(0, 5))
}

/** What a line may say, by where it stands. */
class FramingRules {
  #hasLength = false
  #hasCoding = false
  #trailerLength = 0

  /** The line as the parser is to read it. */
  check(state: string, line: string): string {
    if (state === 'HEADER') return line === '' ? line : this.#header(line)
    if (state === 'RESPONSE_LINE') return line === '' ? line : this.#status(line)
    if (state === 'BODY_CHUNKHEAD') return this.#chunkSize(line)
    return state === 'BODY_CHUNKTRAILERS' && line !== '' ? this.#trailer(line) : line
  }

  #status(line: string): string {
    const status = STATUS_LINE.exec(line)?.[1]
    if (status === undefined) refuse('its first line is no status line')
    // From then on the connection would speak another protocol.
    if (status === '101') refuse('it switches protocols, which nobody asked for')
    this.#hasLength = false
    this.#hasCoding = false
    return line
  }

  #header(line: string): string {
    checkField(line)
    // Only names of these lengths are looked at further: this runs for every header of every answer.
    if (line[14] === ':' && line.slice(0, 14).toLowerCase() === 'content-length') return this.#length(line)
    if (line[17] === ':' && line.slice(0, 17).toLowerCase() === 'transfer-encoding') return this.#coding(line)
    return line
  }

  #length(line: string): string {
    if (!LENGTH.test(line.slice(15))) refuse('its Content-Length is no number')
    if (this.#hasLength) refuse('it has more than one Content-Length')
    if (this.#hasCoding) refuse('it has both a Content-Length and a Transfer-Encoding')
    this.#hasLength = true
    return line
  }

  /** The last coding decides whether the body has an end of its own; the parser knows `chunked` only where it stands alone. */
  #coding(line: string): string {
    if (this.#hasLength) refuse('it has both a Content-Length and a Transfer-Encoding')
    this.#hasCoding = true
    const last = line.slice(line.lastIndexOf(',') + 1 || 18).trim()
    return last.toLowerCase() === 'chunked' ? 'Transfer-Encoding: chunked' : line
  }

  #chunkSize(line: string): string {
    if (!CHUNK_SIZE.test(line)) refuse('the size of a chunk is no number')
    this.#trailerLength = 0
    return line
  }

  #trailer(line: string): string {
    this.#trailerLength += line.length
    if (this.#trailerLength > LONGEST_LINE) refuse('its trailers are too long')
    checkField(line)
    return line
  }
}

function checkField(line: string): void {
  if (FIELD.test(line)) return
  refuse(FIELD_NAME.test(line) ? 'a header has a control character' : 'a header has no name')
}

/** Thrown within the parser, which hands it back from `execute`. The text is ours: nothing of the answer is in it. */
function refuse(why: string): never {
  throw new Error(why)
}

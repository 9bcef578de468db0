import type { Socket } from 'node:net'
import { keptWithoutLength } from './kept-without-length.ts'
import { SplitHead } from './split-head.ts'

/** `HTTP/1.1 1` and two digits more. */
const STATUS_AT = 9
const START_BYTES = 12
const VERSION = Buffer.from('HTTP/1.')
const MINOR_AT = VERSION.length
const ZERO = 0x30
const ONE = 0x31
const CR = 0x0d
const LF = 0x0a
/** As much as the parsers take of a head. */
const LONGEST_HEAD = 80 * 1024
/** Refused by every parser: what was swallowed was no head. */
const NO_HEAD = Buffer.from('HTTP/1.1 100\n\n')
const SWITCHES_PROTOCOLS = 101

/**
 * Takes interim answers (1xx: they announce the one that counts, RFC 9110, 15.2) out of what is read: undici breaks off on a 100, and on whatever follows one that
 * says `Connection: close`. A 101 is left to it, since the connection would speak another protocol from there on. Of what it passes on, a head that comes in
 * several pieces may be kept (`SplitHead`), and an answer to HEAD needs no length (`keptWithoutLength`).
 */
export class InterimAnswers {
  /** The first bytes of an answer as long as they are too few to know what it is; `null`: it is known. */
  #start: Buffer | null = null
  /** Within the head of an interim answer: how many bytes of it have come, and how much of its end (CR LF CR LF). */
  #headBytes = 0
  #endMatched = 0
  /** Of the answer that counts. */
  readonly #head = new SplitHead()
  #isOld = false
  #method = ''

  /** A request with this method is sent: what comes next is the beginning of an answer. */
  expect(method = 'GET'): void {
    this.#method = method
    this.#start = EMPTY
    this.#headBytes = 0
  }

  /** Whether nothing has come since. */
  get nothingCame(): boolean {
    return this.#start !== null && this.#start.length === 0 && this.#headBytes === 0
  }

  /** Whether the answer that counts is one of HTTP/1.0, behind which a connection ends unless something else is said. */
  get isHttp10(): boolean {
    return this.#isOld
  }

  /** What the parser is to see of the bytes; `null`: nothing. */
  take(bytes: Buffer): Buffer | null {
    return this.#start === null ? this.#head.take(bytes) : this.#look(bytes)
  }

  #look(bytes: Buffer): Buffer | null {
    let rest = bytes
    for (;;) {
      if (this.#headBytes > 0) {
        const end = this.#skipHead(rest)
        if (end === null) return null
        if (end < 0) return this.#pass(NO_HEAD)
        rest = rest.subarray(end)
      }
      const known = this.#start ?? EMPTY
      rest = known.length === 0 ? rest : Buffer.concat([known, rest])
      if (rest.length === 0) return null
      if (!mayBeInterim(rest)) return this.#pass(rest)
      if (rest.length < START_BYTES) {
        this.#start = Buffer.from(rest)
        return null
      }
      this.#start = EMPTY
      this.#headBytes = 1
      this.#endMatched = 0
    }
  }

  #pass(bytes: Buffer): Buffer {
    this.#start = null
    this.#headBytes = 0
    this.#isOld = bytes[MINOR_AT] === ZERO
    this.#head.begin()
    return this.#head.take(this.#method === 'HEAD' && !this.#isOld ? keptWithoutLength(bytes) : bytes)
  }

  /** Where the head ends; `null`: not here; -1: it is none. */
  #skipHead(bytes: Buffer): number | null {
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]
      const wanted = this.#endMatched % 2 === 0 ? CR : LF
      if (byte === wanted) this.#endMatched++
      else if (byte === LF || ++this.#headBytes > LONGEST_HEAD) return -1
      else this.#endMatched = byte === CR ? 1 : 0
      if (this.#endMatched === 4) {
        this.#headBytes = 0
        return at + 1
      }
    }
    return null
  }
}

const EMPTY = Buffer.alloc(0)

/** Lets a reader that calls `read` see no interim answers. `expect` is to be called before each request. */
export function hideInterimAnswers(socket: Socket, interim: InterimAnswers): void {
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null
  socket.read = (size?: number) => {
    // The stream itself asks for nothing (0) to begin reading.
    if (size === 0) return read(0)
    for (;;) {
      const piece = read(size)
      if (piece === null) return null
      const seen = interim.take(piece)
      if (seen !== null) return seen
    }
  }
}

/** As far as its bytes go, an answer with a status from 100 to 199, but for 101. */
function mayBeInterim(start: Buffer): boolean {
  if (start.length > STATUS_AT && start[STATUS_AT] !== ONE) return false
  const versionBytes = Math.min(start.length, VERSION.length)
  if (VERSION.compare(start, 0, versionBytes, 0, versionBytes) !== 0) return false
  return start.length < START_BYTES || Number(start.toString('latin1', STATUS_AT, START_BYTES)) !== SWITCHES_PROTOCOLS
}

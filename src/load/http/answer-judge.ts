import type { Expectation, Json } from '../../model/config.ts'
import { acceptsStatus } from '../../model/judge/status.ts'
import { type ContentCoding, contentCoding, decompress, decompressStart } from './content-encoding.ts'
import { lackingAt } from './expectation.ts'

/** So much of a body is shown of an answer that was not as expected. */
const EXAMPLE_BYTES = 512
/** A longer body is not read as JSON, nor a longer one decompressed: it would be held in memory once for every answer under way. */
const LONGEST_BYTES = 8 * 1024 * 1024
/** The start of a body, compressed as well as can be. */
const LONGEST_START_BYTES = 4 * 1024 * 1024

/**
 * What an answer's body has to be looked at for; `null`: nothing, its bytes can be let go.
 * `encoding`: its Content-Encoding header; a compressed body is judged by what it was compressed from.
 */
export function answerJudge(expect: Expectation, status: number, encoding: string | null = null): AnswerJudge | null {
  const coding = contentCoding(encoding)
  if (!acceptsStatus(expect.status, status)) return new AnswerJudge('status', [], coding)
  const checks: BodyCheck[] = []
  if (expect.bodyContains !== null) checks.push(new ContainsCheck(expect.bodyContains))
  if (expect.json.length > 0) checks.push(new JsonCheck(expect.json))
  if (checks.length === 0) return null
  if (coding === null) return new AnswerJudge('expectation', checks, coding)
  const decoded = coding === 'other' ? new UnreadableCheck(encoding ?? '') : new DecodedCheck(coding, checks)
  return new AnswerJudge('expectation', [decoded], coding)
}

/** Looks at one answer's body as it comes, piece by piece, and keeps no more of it than it needs. */
export class AnswerJudge {
  readonly what: 'status' | 'expectation'
  readonly #checks: readonly BodyCheck[]
  readonly #coding: ReturnType<typeof contentCoding>
  readonly #first: Buffer[] = []
  #firstBytes = 0
  #lacks: string | null | undefined

  constructor(what: 'status' | 'expectation', checks: readonly BodyCheck[], coding: ReturnType<typeof contentCoding>) {
    this.what = what
    this.#checks = checks
    this.#coding = coding
  }

  /** The piece may be used again by its owner afterwards. */
  take(piece: Buffer): void {
    if (this.#firstBytes < EXAMPLE_BYTES) {
      const copy = Buffer.from(piece.subarray(0, EXAMPLE_BYTES - this.#firstBytes))
      this.#first.push(copy)
      this.#firstBytes += copy.length
    }
    for (const check of this.#checks) check.take(piece)
  }

  /** Whether the whole body was as expected; never so for an unexpected status. Nothing is taken any more afterwards. */
  passes(): boolean {
    return this.what === 'expectation' && this.lacks() === null
  }

  /** What the whole body lacks, without any of its values; `null` when nothing, or when it was not looked at. */
  lacks(): string | null {
    this.#lacks ??= firstLack(this.#checks)
    return this.#lacks
  }

  /** The first part of the body; what is not UTF-8 becomes U+FFFD. */
  example(): string {
    const start = bodyStart(Buffer.concat(this.#first), this.#coding).subarray(0, EXAMPLE_BYTES)
    // `stream` leaves out a character that the cut has split, instead of showing it broken.
    return new TextDecoder().decode(start, { stream: true })
  }
}

/** Where a body begins, as it was before it was compressed; as it is where that cannot be known. */
export function bodyStart(bytes: Buffer, coding: ReturnType<typeof contentCoding>): Buffer {
  if (coding === null || coding === 'other') return bytes
  return decompressStart(bytes, coding, LONGEST_START_BYTES) ?? bytes
}

interface BodyCheck {
  take(piece: Buffer): void
  /** Asked once, when the body is complete. */
  lacks(): string | null
}

function firstLack(checks: readonly BodyCheck[]): string | null {
  for (const check of checks) {
    const lack = check.lacks()
    if (lack !== null) return lack
  }
  return null
}

/** A text somewhere in the body: of what is past, only as much is kept as a text across the border may have begun in. */
class ContainsCheck implements BodyCheck {
  readonly #wanted: string
  readonly #text: Buffer
  #tail: Buffer = Buffer.alloc(0)
  #found: boolean

  constructor(text: string) {
    this.#wanted = text
    this.#text = Buffer.from(text, 'utf8')
    this.#found = this.#text.length === 0
  }

  take(piece: Buffer): void {
    if (this.#found) return
    const reach = this.#text.length - 1
    const border = Buffer.concat([this.#tail, piece.subarray(0, reach)])
    this.#found = border.includes(this.#text) || piece.includes(this.#text)
    const past = piece.length >= reach ? piece : border
    this.#tail = Buffer.from(past.subarray(Math.max(0, past.length - reach)))
  }

  lacks(): string | null {
    return this.#found ? null : `the body does not contain ${JSON.stringify(this.#wanted)}`
  }
}

/** Values at places of a JSON body. A body that is too long or no JSON has none of them. */
class JsonCheck implements BodyCheck {
  readonly #expected: Expectation['json']
  readonly #body = new BoundedBody()

  constructor(expected: Expectation['json']) {
    this.#expected = expected
  }

  take(piece: Buffer): void {
    this.#body.take(piece)
  }

  lacks(): string | null {
    const bytes = this.#body.whole()
    if (bytes === null) return 'the body is too long to be read as JSON'
    const root = parseJson(bytes.toString('utf8'))
    if (root === undefined) return 'the body is not JSON'
    for (const one of this.#expected) {
      const lack = lackingAt(root, one)
      if (lack !== null) return lack
    }
    return null
  }
}

/** Other checks, of what a compressed body was compressed from. */
class DecodedCheck implements BodyCheck {
  readonly #coding: ContentCoding
  readonly #checks: readonly BodyCheck[]
  readonly #body = new BoundedBody()

  constructor(coding: ContentCoding, checks: readonly BodyCheck[]) {
    this.#coding = coding
    this.#checks = checks
  }

  take(piece: Buffer): void {
    this.#body.take(piece)
  }

  lacks(): string | null {
    const bytes = this.#body.whole()
    const decoded = bytes && decompress(bytes, this.#coding, LONGEST_BYTES)
    if (decoded === null) return `the body cannot be decompressed (${this.#coding}), or is too long for it`
    for (const check of this.#checks) check.take(decoded)
    return firstLack(this.#checks)
  }
}

/** A body in a coding that is not read. */
class UnreadableCheck implements BodyCheck {
  readonly #encoding: string

  constructor(encoding: string) {
    this.#encoding = encoding
  }

  take(): void {
    // Nothing of it could be judged.
  }

  lacks(): string {
    return `the answer is compressed (${this.#encoding}), which is not read`
  }
}

/** Pieces up to the longest body that is held; of a longer one nothing is kept. */
class BoundedBody {
  #pieces: Buffer[] = []
  #bytes = 0

  take(piece: Buffer): void {
    this.#bytes += piece.length
    if (this.#bytes <= LONGEST_BYTES) this.#pieces.push(Buffer.from(piece))
    else this.#pieces = []
  }

  whole(): Buffer | null {
    return this.#bytes > LONGEST_BYTES ? null : Buffer.concat(this.#pieces)
  }
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    // Not JSON: there is nothing in it that could be as expected.
    return undefined
  }
}

import type { Expectation, Json } from '../model/config.ts'
import { acceptsStatus } from '../model/status.ts'

/** So much of a body is shown of an answer that was not as expected. */
const EXAMPLE_BYTES = 512
/** A longer body is not read as JSON: it would be held in memory once for every answer under way. */
const LONGEST_JSON_BYTES = 8 * 1024 * 1024

/** What an answer's body has to be looked at for; `null`: nothing, its bytes can be let go. */
export function answerJudge(expect: Expectation, status: number): AnswerJudge | null {
  if (!acceptsStatus(expect.status, status)) return new AnswerJudge('status', [])
  const checks: BodyCheck[] = []
  if (expect.bodyContains !== null) checks.push(new ContainsCheck(expect.bodyContains))
  if (expect.json.length > 0) checks.push(new JsonCheck(expect.json))
  return checks.length === 0 ? null : new AnswerJudge('expectation', checks)
}

/** Looks at one answer's body as it comes, piece by piece, and keeps no more of it than it needs. */
export class AnswerJudge {
  readonly what: 'status' | 'expectation'
  readonly #checks: readonly BodyCheck[]
  readonly #first: Buffer[] = []
  #firstBytes = 0

  constructor(what: 'status' | 'expectation', checks: readonly BodyCheck[]) {
    this.what = what
    this.#checks = checks
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

  /** Whether the whole body was as expected; never so for an unexpected status. */
  passes(): boolean {
    return this.what === 'expectation' && this.#checks.every((check) => check.passes())
  }

  /** The first part of the body. */
  example(): string {
    return Buffer.concat(this.#first).toString('utf8')
  }
}

interface BodyCheck {
  take(piece: Buffer): void
  passes(): boolean
}

/** A text somewhere in the body: of what is past, only as much is kept as a text across the border may have begun in. */
class ContainsCheck implements BodyCheck {
  readonly #text: Buffer
  #tail: Buffer = Buffer.alloc(0)
  #found: boolean

  constructor(text: string) {
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

  passes(): boolean {
    return this.#found
  }
}

/** Values at places of a JSON body. A body that is too long or no JSON has none of them. */
class JsonCheck implements BodyCheck {
  readonly #expected: Expectation['json']
  #pieces: Buffer[] = []
  #bytes = 0

  constructor(expected: Expectation['json']) {
    this.#expected = expected
  }

  take(piece: Buffer): void {
    this.#bytes += piece.length
    if (this.#bytes <= LONGEST_JSON_BYTES) this.#pieces.push(Buffer.from(piece))
    else this.#pieces = []
  }

  passes(): boolean {
    if (this.#bytes > LONGEST_JSON_BYTES) return false
    const body = parseJson(Buffer.concat(this.#pieces).toString('utf8'))
    if (body === undefined) return false
    return this.#expected.every(({ path, equals }) => sameJson(valueAt(body, path), equals))
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

function valueAt(root: Json, path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string | number, Json>>)[step]
  }
  return value
}

/** Equal as JSON: the order of an object's keys does not matter. */
function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) => Object.hasOwn(other, key) && sameJson(valueAt(one, [key]), valueAt(other, [key])))
}

import { isDeepStrictEqual } from 'node:util'
import type { Expectation, JsonExpectation } from '../model/config.ts'

/** How much of a value found in a body an explanation shows. */
const SHOWN_LENGTH = 100

/** Whether more than the status is expected, so that the body has to be read. */
export function expectsOfBody(expect: Expectation): boolean {
  return expect.bodyContains !== null || expect.json.length > 0
}

/** Says what a body that was not as expected (`answer-judge.ts`) lacks, with text from outside. */
export function missingFrom(body: Buffer, expect: Expectation): string {
  const text = body.toString('utf8')
  if (expect.bodyContains !== null && !text.includes(expect.bodyContains)) {
    return `the body does not contain ${JSON.stringify(expect.bodyContains)}`
  }
  const root = parse(text)
  if (root === undefined) return 'the body is not JSON'
  const missing = expect.json.map((one) => missingAt(root, one)).find((found) => found !== null)
  return missing ?? 'the body is too long to be read as JSON'
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message quotes the body, which the caller shows anyway.
    return undefined
  }
}

function missingAt(root: unknown, { path, equals }: JsonExpectation): string | null {
  const found = path.reduce<unknown>(step, root)
  if (isDeepStrictEqual(found, equals)) return null
  const place = path.length === 0 ? 'the body' : path.join('.')
  const shown = found === undefined ? 'missing' : JSON.stringify(found).slice(0, SHOWN_LENGTH)
  return `${place} is ${shown}, not ${JSON.stringify(equals)}`
}

function step(value: unknown, key: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string | number, unknown>)[key]
}

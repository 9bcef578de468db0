import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Expectation, Json } from '../../model/config.ts'
import { answerJudge } from './answer-judge.ts'

const OK: Expectation = { status: [{ from: 200, to: 299 }], bodyContains: null, json: [] }

function passes(given: Partial<Expectation>, ...pieces: string[]): boolean {
  const judge = answerJudge({ ...OK, ...given }, 200)
  for (const piece of pieces) judge?.take(Buffer.from(piece))
  return judge?.passes() ?? true
}

test('an expected status with nothing said of the body needs no look at it', () => {
  expect(answerJudge(OK, 204)).toBeNull()
})

test('an unexpected status never passes and gives the first part of the body', () => {
  const judge = answerJudge(OK, 500)
  judge?.take(Buffer.from('out of '))
  judge?.take(Buffer.from('memory'.padEnd(100_000, '!')))
  expect(judge?.passes()).toBe(false)
  expect(judge?.what).toBe('status')
  expect(judge?.example()).toBe('out of memory'.padEnd(512, '!'))
})

describe('a text in the body', () => {
  const body = 'xxneexneedle-é-neeee'

  test.each(
    Array.from({ length: Buffer.from(body).length + 1 }, (_, cut) => cut),
  )('is found with a cut at byte %d', (cut) => {
    const bytes = Buffer.from(body)
    const judge = answerJudge({ ...OK, bodyContains: 'needle-é' }, 200)
    judge?.take(bytes.subarray(0, cut))
    judge?.take(bytes.subarray(cut))
    expect(judge?.passes()).toBe(true)
  })

  test('is found when it comes byte by byte', () => {
    expect(passes({ bodyContains: 'needle' }, ...body.replace('é', 'e'))).toBe(true)
  })

  test('is not found where it is not', () => {
    expect(passes({ bodyContains: 'needles' }, 'needle', ' s', 'needl', 'e')).toBe(false)
    expect(passes({ bodyContains: 'a' })).toBe(false)
  })
})

describe('values in a JSON body', () => {
  const body = '{"items":[{"id":7,"tags":["a","b"]}],"none":null,"nested":{"a":1,"b":[2]}}'

  test.each<[string, (string | number)[], Json, boolean]>([
    ['a number', ['items', 0, 'id'], 7, true],
    ['another number', ['items', 0, 'id'], 8, false],
    ['a number given as text', ['items', 0, 'id'], '7', false],
    ['a list', ['items', 0, 'tags'], ['a', 'b'], true],
    ['a list in another order', ['items', 0, 'tags'], ['b', 'a'], false],
    ['a shorter list', ['items', 0, 'tags'], ['a'], false],
    ['null', ['none'], null, true],
    ['null where nothing is', ['nothing'], null, false],
    ['an object in any order of keys', ['nested'], { b: [2], a: 1 }, true],
    ['an object with a key more', ['nested'], { a: 1, b: [2], c: 3 }, false],
    ['a list against an object', ['nested', 'b'], { 0: 2 }, false],
    ['what every object inherits', ['nested', 'constructor'], {}, false],
    ['a place below a number', ['nested', 'a', 'x'], 1, false],
  ])('%s', (_name, path, equals, expected) => {
    expect(passes({ json: [{ path, equals }] }, body.slice(0, 20), body.slice(20))).toBe(expected)
  })

  test('are nowhere in what is no JSON', () => {
    expect(passes({ json: [{ path: [], equals: {} }] }, '{')).toBe(false)
    expect(passes({ json: [{ path: [], equals: {} }] })).toBe(false)
  })

  test('are not looked for in a body beyond 8 MiB', () => {
    const filler = 'x'.repeat(1024 * 1024)
    const pieces = ['{"a":1,"b":"', ...Array.from({ length: 8 }, () => filler), '"}']
    expect(passes({ json: [{ path: ['a'], equals: 1 }] }, ...pieces)).toBe(false)
    expect(passes({ json: [{ path: ['a'], equals: 1 }] }, ...pieces.slice(1).toSpliced(0, 2, '{"a":1,"b":"'))).toBe(
      true,
    )
  })
})

test.each<{ body: string; given: Partial<Expectation>; says: string }>([
  { body: 'no', given: { bodyContains: 'yes "sir"' }, says: 'the body does not contain "yes \\"sir\\""' },
  { body: 'no', given: { json: [{ path: [], equals: 1 }] }, says: 'the body is not JSON' },
  { body: '{"a":[3]}', given: { json: [{ path: ['a', 0], equals: 4 }] }, says: 'a.0 is not 4' },
  {
    body: 'x'.repeat(8 * 1024 * 1024 + 1),
    given: { json: [{ path: [], equals: 1 }] },
    says: 'the body is too long to be read as JSON',
  },
])('says what is missing: $says', ({ body, given, says }) => {
  const judge = answerJudge({ ...OK, ...given }, 200)
  judge?.take(Buffer.from(body))
  expect(judge?.lacks()).toBe(says)
})

describe('a compressed body', () => {
  const given: Partial<Expectation> = { bodyContains: 'spruce', json: [{ path: ['label'], equals: 'spruce' }] }
  const judged = (bytes: Buffer, encoding: string, status = 200) => {
    const judge = answerJudge({ ...OK, ...given }, status, encoding)
    for (let at = 0; at < bytes.length; at += 7) judge?.take(bytes.subarray(at, at + 7))
    return judge
  }

  test('is judged by what it was compressed from', () => {
    expect(judged(gzipSync('{"label":"spruce"}'), 'gzip')?.passes()).toBe(true)
    expect(judged(brotliCompressSync('{"label":"spruce"}'), 'br')?.passes()).toBe(true)
    expect(judged(gzipSync('{"label":"pine","was":"spruce"}'), 'gzip')?.lacks()).toBe('label is not "spruce"')
  })

  test('is shown as what it was compressed from', () => {
    expect(judged(gzipSync('{"error":"no model"}'), 'gzip')?.example()).toBe('{"error":"no model"}')
    expect(judged(gzipSync('y'.repeat(100_000)), 'gzip', 500)?.example()).toBe('y'.repeat(512))
  })

  test('that becomes longer than 8 MiB, or is no such thing, is not as expected', () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))
    for (const bytes of [bomb, Buffer.from('{"label":"spruce"}')]) {
      expect(judged(bytes, 'gzip')?.lacks()).toBe('the body cannot be decompressed (gzip), or is too long for it')
    }
  })

  test('in a coding that is not read is not as expected, and says so', () => {
    expect(judged(Buffer.from('spruce'), 'zstd')?.lacks()).toBe('the answer is compressed (zstd), which is not read')
    expect(judged(Buffer.from('spruce'), 'zstd')?.passes()).toBe(false)
  })
})

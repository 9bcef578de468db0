import { describe, expect, test } from 'vitest'
import type { Expectation, Json } from '../model/config.ts'
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

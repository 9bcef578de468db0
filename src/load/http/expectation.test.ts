import { expect, test } from 'vitest'
import type { Json } from '../../model/config.ts'
import { lackingAt } from './expectation.ts'

type Place = (string | number)[]

test.each<[body: Json, path: Place, equals: Json, says: string | null]>([
  [{ a: [3] }, ['a', 0], 3, null],
  [{ a: [3] }, ['a', 0], 4, 'a.0 is not 4'],
  [{ a: [3] }, ['a', 0], '3', 'a.0 is a number, not "3"'],
  [{ a: {} }, ['a', 'b'], null, 'a.b is missing, not null'],
  [{ a: null }, ['a'], false, 'a is null, not false'],
  [{ a: [] }, ['a'], {}, 'a is a list, not {}'],
  [2, [], { a: 1 }, 'the body is a number, not {"a":1}'],
  [{ a: 1, b: 2 }, [], { b: 2, a: 1 }, null],
  [{}, ['constructor'], 1, 'constructor is missing, not 1'],
])('in %j at %j, expected %j: %j', (body, path, equals, says) => {
  expect(lackingAt(body, { path, equals })).toBe(says)
})

test('never tells a value that was found', () => {
  const body = { user: 'Bearer s3cret', list: ['s3cret'], object: { s3cret: 's3cret' } }
  for (const equals of ['alice', 1, null, ['a'], { a: 1 }]) {
    for (const place of Object.keys(body)) expect(lackingAt(body, { path: [place], equals })).not.toContain('s3cret')
  }
})

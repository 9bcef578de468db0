import { describe, expect, test } from 'vitest'
import { plainText } from '../../model/outside.ts'
import { jsonPath } from './json-path.ts'

const NO_PLACE = "Write it like predictions[0].class, or ['a.b'] for a key with other characters."

describe('jsonPath', () => {
  test.each<[string, readonly (string | number)[] | string]>([
    ['a', ['a']],
    ['$', []],
    ['$.a.b', ['a', 'b']],
    ['$a', ['$a']],
    ['predictions[0].class', ['predictions', 0, 'class']],
    ['$[0][1]', [0, 1]],
    ['[2]', [2]],
    [`['a.b']["c d"].e`, ['a.b', 'c d', 'e']],
    [`['0']`, ['0']],
    ['a-b.c_d', ['a-b', 'c_d']],
    ['größe', ['größe']],
    ['a.0.b', "Write a[0].b for the list, a['0'].b for the key."],
    ['$.0', "Write $[0] for the list, $['0'] for the key."],
    ['', NO_PLACE],
    ['.a', NO_PLACE],
    ['a.', NO_PLACE],
    ['a..b', NO_PLACE],
    ['a.[0]', NO_PLACE],
    ['a[0]b', NO_PLACE],
    ['a[-1]', NO_PLACE],
    ['a[*]', NO_PLACE],
    ['a b', NO_PLACE],
    ["a['b]", NO_PLACE],
  ])('%j gives %j', (text, expected) => {
    const read = jsonPath(text)
    expect(read.state === 'value' ? read.value : plainText(read.fix)).toEqual(expected)
  })

  test('a long hostile text is refused at once', () => {
    expect(jsonPath('a['.repeat(50_000)).state).toBe('wrong')
    expect(jsonPath("['".repeat(50_000)).state).toBe('wrong')
  })
})

import { describe, expect, test } from 'vitest'
import { describeProblem } from '../../model/errors.ts'
import { readSource } from './source.ts'
import { placeOf, placeOfKey, toJson, toRaw } from './tree.ts'

function raw(text: string): unknown {
  const { tree } = readSource(text, 'f')
  return tree === null ? null : JSON.parse(JSON.stringify(toRaw(tree, () => false)))
}

function problems(text: string): string[] {
  return readSource(text, 'f').problems.map((problem) => describeProblem(problem).split('\n')[0] ?? '')
}

describe('scalars keep their source text', () => {
  test.each<[string, unknown]>([
    ['a: 1.10', '1.10'],
    ['a: 0755', '0755'],
    ['a: yes', 'yes'],
    ['a: "1\\n2"', '1\n2'],
    ["a: 'it''s'", "it's"],
    ['a: one\n  two', 'one two'],
    ['a: |\n  one\n  two\n', 'one\ntwo\n'],
    ['a: 2024-01-01', '2024-01-01'],
    ['a: ~', null],
    ['a:', null],
    ["a: ''", ''],
    ['a: |\n  - rps: >= 5\n', '- rps: >= 5\n'],
    ['a: # comment\n  b', 'b'],
    ['\uFEFFa: bom', 'bom'],
    ['a: b\r\nc: d\r\n', 'b'],
  ])('%j', (text, expected) => expect(raw(text)).toMatchObject({ a: expected }))
})

describe('a literal is JSON by the core schema, with its own digits', () => {
  test.each<[string, string]>([
    ['{ a: 1.10, b: 12345678901234567890, c: 1e3 }', '{"a":1.10,"b":12345678901234567890,"c":1e3}'],
    ['[0x10, 0o17, +1, .5, 1., 007]', '[16,15,1,0.5,1,7]'],
    ["['1', true, 'true', null, 'null', ~, yes]", '["1",true,"true",null,"null",null,"yes"]'],
    ['[+1e999, -a, 1_000, 1e999]', '["+1e999","-a","1_000",1e999]'],
    ['{ 1: a, b: { c: [] } }', '{"1":"a","b":{"c":[]}}'],
    ['"a\\u2028b"', '"a\u2028b"'],
  ])('%j', (text, expected) => {
    const { tree } = readSource(`x: ${text}`, 'f')
    const value = tree?.entries[0]?.value
    const json = value === undefined ? '' : toJson(value)
    expect(json).toBe(expected)
    expect(() => JSON.parse(json)).not.toThrow()
  })
})

describe('comparisons in list items are not folded blocks', () => {
  test.each<[string, unknown]>([
    ['a:\n  - rps: >5\n  - b', [{ rps: '>5' }, 'b']],
    ['a:\n  - rps: >= 100 # why\n  - b', [{ rps: '>= 100' }, 'b']],
    ['a:\n  - steady: > 5\n  - b', [{ steady: '> 5' }, 'b']],
    ['a:\n  - >= 100\n  - b', ['>= 100', 'b']],
    ['a:\n  - >\n    folded\n    text\n  - b', ['folded text\n', 'b']],
    ['a:\n  - text: >-\n      folded\n  - b', [{ text: 'folded' }, 'b']],
  ])('%j', (text, expected) => expect(raw(text)).toEqual({ a: expected }))
})

test('every value and key knows its line and column', () => {
  const { tree } = readSource('a:\n  b: 1\n  c: [x, { y: z }]\n', 'f')
  if (tree === null) throw new Error('no tree')
  const at = (path: readonly (string | number)[]) => {
    const place = placeOf(tree, path)
    return place.kind === 'file' ? [place.line, place.column] : null
  }
  expect([at(['a', 'b']), at(['a', 'c', 0]), at(['a', 'c', 1, 'y'])]).toEqual([
    [2, 6],
    [3, 7],
    [3, 15],
  ])
  expect(at(['a', 'c', 7, 'nothing'])).toEqual(at(['a', 'c']))
  expect(placeOfKey(tree, ['a'], 'c')).toEqual({ kind: 'file', file: 'f', line: 3, column: 3 })
})

describe('anchors', () => {
  test('merge keys fill in what is not written, the first map first', () => {
    const text = 'p: &p { a: 1, b: 1 }\nq: &q { b: 2, c: 2 }\nr: { <<: [*p, *q], c: 3 }\n'
    expect(raw(text)).toMatchObject({ r: { a: '1', b: '1', c: '3' } })
  })

  test('an anchor inside itself, and aliases that multiply, end in a problem', () => {
    expect(problems('a: &a [*a]')).toEqual(['f:1:7: the configuration is too deeply nested'])
    const bomb = Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${Array(9).fill(i === 0 ? 'x' : `*a${i - 1}`)}]`)
    expect(problems(bomb.join('\n'))).toContain('f:3:10: more than 100 aliases')
  })
})

describe('texts made to harm are refused, not suffered', () => {
  test.each<[string, string, string]>([
    ['brackets', `a: ${'['.repeat(200_000)}`, 'f:1:1: the configuration is too deeply nested'],
    ['dashes', '- '.repeat(100_000), 'f:1:1: the configuration is too deeply nested'],
    ['size', 'a: b\n'.repeat(60_000), 'f:1:1: the configuration is larger than 256 KiB'],
    ['prototype', '__proto__: 1\na: b', 'f:1:1: this cannot be a key'],
    ['map as key', '{ { a: b }: c }', 'f:1:3: this cannot be a key'],
  ])('%s', (_, text, expected) => expect(problems(text)).toEqual([expected]))

  test('many mistakes are cut short', () => {
    expect(problems('a: @x\n'.repeat(5000)).length).toBeLessThanOrEqual(20)
  })
})

import { describe, expect, test } from 'vitest'
import type { Column } from '../model/report.ts'
import { displayWidth, fitWidth } from './display-width.ts'
import { layTable } from './text-table.ts'
import { wrapText } from './wrap-text.ts'

describe('display width', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['✅', 2],
    ['✓', 1],
    ['⚠\uFE0F', 2],
    ['한국어', 6],
  ])('of %j is %i', (text, expected) => {
    expect(displayWidth(text)).toBe(expected)
  })

  test.each([
    ['abcdef', 4, 'abcd'],
    ['日本語', 5, '日本'],
    ['abc', 9, 'abc'],
    ['abc', 0, ''],
  ])('%j cut to %i columns is %j', (text, columns, expected) => {
    expect(fitWidth(text, columns)).toBe(expected)
  })
})

describe('wrapped text', () => {
  test.each([
    ['one two three', 7, ['one two', 'three']],
    ['one', 7, ['one']],
    ['', 7, ['']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a bcdefghij', 4, ['a', 'bcde', 'fghi', 'j']],
  ])('%j in %i columns is %j', (text, columns, expected) => {
    expect(wrapText(text, columns)).toEqual(expected)
  })
})

describe('a table', () => {
  const columns: readonly Column[] = [
    { title: 'Name', align: 'left' },
    { title: 'RPS', align: 'right' },
    { title: 'Why', align: 'left' },
  ]
  const rows = [
    ['Name', 'RPS', 'Why'],
    ['steady', '1,249', 'enough requests in every round'],
    ['日本', '7', 'few'],
  ].map((row) => row.map((text) => ({ text, paint: (piece: string) => piece })))

  test('is aligned by what a terminal shows', () => {
    expect(layTable(columns, rows, 80)).toEqual([
      'Name      RPS  Why',
      'steady  1,249  enough requests in every round',
      '日本        7  few',
    ])
  })

  test('wraps its widest words when it is too wide', () => {
    expect(layTable(columns, rows, 32)).toEqual([
      'Name      RPS  Why',
      'steady  1,249  enough requests',
      '               in every round',
      '日本        7  few',
    ])
  })

  test('colours the text and not the space around it', () => {
    const painted = rows.map((row) => row.map((cell) => ({ ...cell, paint: (piece: string) => `<${piece}>` })))
    expect(layTable(columns, painted, 80)[2]).toBe('<日本>        <7>  <few>')
  })
})

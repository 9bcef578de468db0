import { describe, expect, test } from 'vitest'
import type { Column } from '../model/report/report.ts'
import { displayWidth, fitWidth } from './display-width.ts'
import type { TextTable } from './text-cells.ts'
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

describe('wrapped words', () => {
  test.each([
    ['cpu-per-request', 8, ['cpu-per-', 'request']],
    ['a cpu-per-request', 10, ['a cpu-per-', 'request']],
    ['(+5% to -16%)', 9, ['(+5% to', '-16%)']],
    ['sha256-0123456789', 8, ['sha256-0', '12345678', '9']],
  ])('%j in %i columns is %j: hyphens first', (text, columns, expected) => {
    expect(wrapText(text, columns)).toEqual(expected)
  })
})

/** Cells that are painted by brackets where `mark` says so. */
function table(columns: readonly Column[], rows: readonly (readonly string[])[], mark = false): TextTable {
  const cell = (text: string) => ({ text, paint: (piece: string) => (mark ? `<${piece}>` : piece) })
  return { columns, titles: columns.map(({ title }) => cell(title)), rows: rows.map((row) => row.map(cell)) }
}

describe('a table', () => {
  const columns: readonly Column[] = [
    { title: 'Name', align: 'left' },
    { title: 'RPS', align: 'right' },
    { title: 'Load', align: 'left' },
  ]
  const rows = [
    ['steady', '1,249', '4 connections for long'],
    ['日本', '7', 'few'],
  ]

  test('is aligned by what a terminal shows', () => {
    expect(layTable(table(columns, rows), 80)).toEqual([
      'Name      RPS  Load',
      'steady  1,249  4 connections for long',
      '日本        7  few',
    ])
  })

  test('wraps its widest words when it is too wide', () => {
    expect(layTable(table(columns, rows), 30)).toEqual([
      'Name      RPS  Load',
      'steady  1,249  4 connections',
      '               for long',
      '日本        7  few',
    ])
  })

  test('colours the text and not the space around it', () => {
    expect(layTable(table(columns, rows, true), 80)[2]).toBe('<日本>        <7>  <few>')
  })
})

describe('a table with sentences in its last column', () => {
  const columns: readonly Column[] = [
    { title: 'Result', align: 'left' },
    { title: 'Stage', align: 'left' },
    { title: 'Baseline', align: 'right' },
    { title: 'Change', align: 'right' },
    { title: 'Why', align: 'left' },
  ]
  const rows = [
    ['fail', 'steady', '', '+5.1% (+4.2% to +6%)', 'slower by more than the tolerance allows, over all of the rounds'],
    ['pass', 'offered', '', '', ''],
  ]

  test('keeps them beside their rows where they take a few lines only', () => {
    expect(layTable(table(columns, rows), 90)).toEqual([
      'Result  Stage                  Change  Why',
      'fail    steady   +5.1% (+4.2% to +6%)  slower by more than the tolerance allows, over all',
      '                                       of the rounds',
      'pass    offered',
    ])
  })

  test('has them under their rows where it is narrow, and leaves out an empty column', () => {
    expect(layTable(table(columns, rows), 50)).toEqual([
      'Result  Stage                  Change',
      'fail    steady   +5.1% (+4.2% to +6%)',
      '    slower by more than the tolerance allows, over',
      '    all of the rounds',
      'pass    offered',
    ])
  })

  test('breaks an interval where it is narrower still', () => {
    expect(layTable(table(columns, rows), 32)).toEqual([
      'Result  Stage             Change',
      'fail    steady   +5.1% (+4.2% to',
      '                            +6%)',
      '    slower by more than the',
      '    tolerance allows, over all',
      '    of the rounds',
      'pass    offered',
    ])
  })

  test('is several tables where it still does not fit, each with what its rows are about', () => {
    const many: readonly Column[] = [
      { title: 'Stage', align: 'left' },
      ...['One', 'Two', 'Three', 'Four'].map((title): Column => ({ title, align: 'right' })),
    ]
    expect(layTable(table(many, [['steady', '1111111', '2222222', '3333333', '4444444']]), 26)).toEqual([
      'Stage       One      Two',
      'steady  1111111  2222222',
      '',
      'Stage     Three     Four',
      'steady  3333333  4444444',
    ])
  })
})

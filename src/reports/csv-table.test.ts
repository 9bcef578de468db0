import { describe, expect, it, test } from 'vitest'
import { parseCsv } from '../../fixtures/csv.ts'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { outside } from '../model/outside.ts'
import { type CsvCell, csvTable } from './csv-table.ts'

/** One cell as it reads back. */
function cell(value: CsvCell): string | undefined {
  return parseCsv(
    csvTable(
      [
        ['Title', (row: CsvCell) => row],
        ['End', () => 'end'],
      ],
      [value],
    ),
  )[1]?.[0]
}

describe('a number', () => {
  test.each([
    [0, '0'],
    [-1.5, '-1.5'],
    [0.1 + 0.2, '0.30000000000000004'],
    [109.0173100270532, '109.0173100270532'],
    [1_700_000_000_000, '1700000000000'],
    [Number.NaN, ''],
    [Number.POSITIVE_INFINITY, ''],
  ])('%d keeps all its digits, and what is none is empty', (number, text) => {
    expect(cell(number)).toBe(text)
  })
})

describe('a text', () => {
  test.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', " '=1"],
    ['\r=1', "\n'=1"],
    ['＝1', "'＝1"],
    ['"=1', `"'=1`],
    ['a;=1', "a;'=1"],
    ['a; -1', "a; '-1"],
    ['a\n+1', "a\n'+1"],
  ])('%j cannot be a formula, wherever a spreadsheet ends cells and rows', (text, made) => {
    expect(cell(outside(text))).toBe(made)
  })

  test.each([
    'predict',
    'a-b',
    'a = b',
    'read, write',
    'say "no"',
    'mail@example.org',
    'one\n  two',
    '日本語',
  ])('%j stays as it is', (text) => {
    expect(cell(outside(text))).toBe(text)
  })

  it('of ours is guarded too', () => {
    expect(cell('=1')).toBe("'=1")
  })

  it('is as long as spreadsheets take', () => {
    const lines = Array.from({ length: 1000 }, () => 'x'.repeat(100)).join('\n')
    expect(cell(outside(lines))).toHaveLength(32_000)
  })
})

test('hostile texts stay in their cells, without what hides, reorders or commands', () => {
  const records = parseCsv(
    csvTable(
      [
        ['A', outside],
        ['B', () => 'b'],
      ],
      HOSTILE_TEXTS,
    ),
  )
  expect(records).toHaveLength(HOSTILE_TEXTS.length + 1)
  expect(records.filter((record) => record.length !== 2 || record[1]?.toLowerCase() !== 'b')).toEqual([])
  const signs = records.slice(1).filter(([text = '']) => /^\s*[=+\-@]/m.test(text) || /[^\P{Cc}\n]|\p{Cf}/u.test(text))
  expect(signs).toEqual([])
})

test('lines end as RFC 4180 says, and a table without rows has its titles', () => {
  expect(
    csvTable(
      [
        ['A', String],
        ['B', Number],
      ],
      [],
    ),
  ).toBe('A,B\r\n')
  expect(
    csvTable(
      [
        ['A', String],
        ['B', Number],
      ],
      [1, 2],
    ),
  ).toBe('A,B\r\n1,1\r\n2,2\r\n')
})

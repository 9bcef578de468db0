import { expect, test } from 'vitest'
import { packRows, rowAt, rowCount } from './rows.ts'

const texts = ['{"a":1}', '', 'zweite Zeile: ü', '3']
const rows = packRows(texts.map((text) => Buffer.from(text)))
const textOf = (place: number) => Buffer.from(rowAt(rows, place)).toString()

test('rows come back as they were, the empty one too', () => {
  expect(rowCount(rows)).toBe(4)
  expect(texts.map((_, place) => textOf(place))).toEqual(texts)
})

test('beyond the last row there is nothing', () => {
  expect([rowAt(rows, 4), rowAt(rows, 99), rowAt(packRows([]), 0)].map((row) => row.length)).toEqual([0, 0, 0])
})

test('a row is a view of memory that a thread gets without a copy', () => {
  expect(rows.bytes.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(rows.ends.buffer).toBeInstanceOf(SharedArrayBuffer)
  expect(rowAt(rows, 2).buffer).toBe(rows.bytes.buffer)
  const there = structuredClone(rows)
  rows.bytes[0] = '['.charCodeAt(0)
  expect(Buffer.from(rowAt(there, 0)).toString()).toBe('["a":1}')
})

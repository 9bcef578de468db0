import { expect, test } from 'vitest'
import { columnsOf } from './terminal.ts'

test.each([
  ['a terminal', { isTTY: true, columns: 120 }, 120],
  ['a terminal that does not know', { isTTY: true, columns: 0 }, 80],
  ['a terminal that does not say', { isTTY: true }, 80],
  ['a pipe', {}, 160],
])('%s is written to in its width', (_, stream, columns) => {
  expect(columnsOf(stream)).toBe(columns)
})

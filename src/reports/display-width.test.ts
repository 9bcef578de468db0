import { expect, test } from 'vitest'
import { displayWidth, fitWidth, padLeft, padRight, shortenTo } from './display-width.ts'

const FAMILY = '👩‍👩‍👧'

test.each([
  ['', 0],
  ['steady', 6],
  ['stabil é', 8],
  ['e\u0301', 1],
  ['安定', 4],
  ['ｗｉｄｅ', 8],
  ['한글', 4],
  ['🚀', 2],
  ['❤️', 2],
  ['🇩🇪', 2],
  [FAMILY, 2],
  ['▁▂▃━╸─', 6],
  ['\u001B[32mgreen\u001B[0m', 5],
])('%j takes %i columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns)
})

test.each([
  ['steady', 4, 'stea'],
  ['安定', 3, '安'],
  [`a${FAMILY}b`, 2, 'a'],
  [`a${FAMILY}b`, 3, `a${FAMILY}`],
  ['e\u0301e\u0301', 1, 'e\u0301'],
  ['abc', 0, ''],
])('of %j fits into %i columns: %j', (text, columns, fitted) => {
  expect(fitWidth(text, columns)).toBe(fitted)
})

test.each([
  ['steady', 6, 'steady'],
  ['steady', 5, 'stea…'],
  ['安定', 3, '安…'],
  ['安定', 2, '…'],
  ['steady', 1, '…'],
  ['steady', 0, ''],
])('%j is shortened to %i columns as %j', (text, columns, shortened) => {
  expect(shortenTo(text, columns)).toBe(shortened)
})

test('padding counts columns', () => {
  expect([padLeft('安', 4), padRight('安', 4), padLeft('long', 2)]).toEqual(['  安', '安  ', 'long'])
})

import { expect, test } from 'vitest'
import { clockAhead } from './clock-ahead.ts'

const at = Date.parse('2026-01-01T00:00:10Z')

test.each([
  ['between question and answer is that of one clock', '2026-01-01T00:00:10.5Z', 0],
  ['later than the answer is of a clock ahead', '2026-01-01T00:00:13.25Z', 2250],
  ['earlier than the question is of a clock behind', '2026-01-01T00:00:08.5Z', -1500],
  ['in another zone means the same', '2026-01-01T02:00:13.25+02:00', 2250],
  ['that cannot be read says nothing', 'now', 0],
  ['that is missing says nothing', undefined, 0],
])('a time %s', (_claim, systemTime, expected) => {
  expect(clockAhead(systemTime, at, at + 1000)).toBe(expected)
})

import { expect, test } from 'vitest'
import { buildTime } from './build-time.ts'

test.each([
  ['2026-01-02T03:04:05.678901234Z', '2026-01-02T03:04:05.678Z'],
  ['2026-01-02T05:04:05+02:00', '2026-01-02T03:04:05.000Z'],
  ['0001-01-01T00:00:00Z', null],
  ['1970-01-01T00:00:00Z', null],
  ['1980-01-01T00:00:00Z', null],
  ['', null],
  [undefined, null],
])('%s is %s', (created, expected) => {
  expect(buildTime(created)).toBe(expected)
})

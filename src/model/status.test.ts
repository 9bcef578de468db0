import { expect, test } from 'vitest'
import { acceptsStatus } from './status.ts'

test.each([
  ['any', 503, true],
  [[{ from: 200, to: 299 }], 204, true],
  [[{ from: 200, to: 299 }], 301, false],
  [
    [
      { from: 200, to: 299 },
      { from: 401, to: 401 },
    ],
    401,
    true,
  ],
] as const)('the rule %j says of %i: %s', (rule, status, expected) => {
  expect(acceptsStatus(rule, status)).toBe(expected)
})

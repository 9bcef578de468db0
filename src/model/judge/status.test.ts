import { expect, test } from 'vitest'
import { acceptsStatus } from './status.ts'

const SUCCESS_OR_404 = [
  { from: 200, to: 299 },
  { from: 404, to: 404 },
]

test.each([
  [SUCCESS_OR_404, 199, false],
  [SUCCESS_OR_404, 200, true],
  [SUCCESS_OR_404, 299, true],
  [SUCCESS_OR_404, 300, false],
  [SUCCESS_OR_404, 404, true],
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

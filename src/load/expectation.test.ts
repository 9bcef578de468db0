import { expect, test } from 'vitest'
import type { Expectation } from '../model/config.ts'
import { missingFrom } from './expectation.ts'
import { EXPECT_2XX } from './test/job.ts'

test.each<{ body: string; given: Partial<Expectation>; says: string }>([
  { body: 'no', given: { bodyContains: 'yes "sir"' }, says: 'the body does not contain "yes \\"sir\\""' },
  { body: 'no', given: { json: [{ path: [], equals: 1 }] }, says: 'the body is not JSON' },
  { body: '{"a":[3]}', given: { json: [{ path: ['a', 0], equals: 4 }] }, says: 'a.0 is 3, not 4' },
  { body: '{"a":{}}', given: { json: [{ path: ['a', 'b'], equals: null }] }, says: 'a.b is missing, not null' },
  { body: '2', given: { json: [{ path: [], equals: { a: 1 } }] }, says: 'the body is 2, not {"a":1}' },
  {
    body: '{"a":1,"b":2}',
    given: {
      json: [
        { path: ['a'], equals: 1 },
        { path: ['b'], equals: 3 },
      ],
    },
    says: 'b is 2, not 3',
  },
  { body: '{}', given: { json: [{ path: ['constructor'], equals: 1 }] }, says: 'constructor is missing, not 1' },
])('says what is missing: $says', ({ body, given, says }) => {
  expect(missingFrom(Buffer.from(body), { ...EXPECT_2XX, ...given })).toBe(says)
})

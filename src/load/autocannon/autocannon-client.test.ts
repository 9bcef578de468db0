import { expect, test } from 'vitest'
import { checkClient } from './autocannon-client.ts'

test('a client of another build is refused before it carries load', () => {
  expect(() => checkClient({ parser: {} })).toThrow("autocannon's client is not the one this engine was written for")
})

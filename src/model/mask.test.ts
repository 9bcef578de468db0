import { expect, it } from 'vitest'
import { mask, secretsOf } from './mask.ts'

const secrets = secretsOf({ env: { TOKEN: 'tok-en', MODE: 'on', KEY: 'line one\nline two', LONG: 'tok-en-long' } }, [
  { headers: { Authorization: 'Bearer abc.def', 'content-type': 'application/json' } },
  { headers: {}, secretQuery: { writtenPath: '/a', values: ['k&y 1', 'k%26y%201'] } },
])

it.each([
  ['got tok-en here', 'got *** here'],
  ['tok-en-long is masked whole', '*** is masked whole'],
  ['mode on stays', 'mode on stays'],
  ['one line of a value: line two', 'one line of a value: ***'],
  ['Authorization: Bearer abc.def', 'Authorization: ***'],
  ['token abc.def', 'token ***'],
  ['GET /a?key=k%26y%201 with k&y 1', 'GET /a?key=*** with ***'],
  ['application/json is no secret', 'application/json is no secret'],
])('%j reads %j', (text, expected) => {
  expect(mask({ outside: text }, secrets)).toEqual({ outside: expected })
})

import { expect, test } from 'vitest'
import { readEngineError } from './error.ts'

test.each([
  [
    'an answer of the engine, in its own words',
    Object.assign(new Error('(HTTP code 404) no such image - [object Object]'), {
      statusCode: 404,
      json: { message: 'No such image: x\n' },
    }),
    { status: 404, code: null, message: 'No such image: x' },
  ],
  [
    'a streamed answer, without what the client library puts before it',
    Object.assign(new Error('(HTTP code 500) server error - Head "http://r/v2/": a - b '), {
      statusCode: 500,
      json: null,
    }),
    { status: 500, code: null, message: 'Head "http://r/v2/": a - b' },
  ],
  [
    'no answer',
    Object.assign(new Error('connect ENOENT /x'), { code: 'ENOENT' }),
    { status: null, code: 'ENOENT', message: 'connect ENOENT /x' },
  ],
  [
    'an error without a message',
    Object.assign(new Error(''), { code: 'ECONNREFUSED' }),
    { status: null, code: 'ECONNREFUSED', message: 'ECONNREFUSED' },
  ],
  ['something that is no error', 'broken', { status: null, code: null, message: 'broken' }],
])('reads %s', (_claim, thrown, expected) => {
  expect(readEngineError(thrown)).toEqual(expected)
})

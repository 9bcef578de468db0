import { expect, test } from 'vitest'
import { readCommentMode } from './comment-mode.ts'

test.each([
  ['', {}, 'always'],
  ['', { ACT: 'true' }, 'never'],
  ['always', { ACT: 'true' }, 'always'],
  ['on-failure', {}, 'on-failure'],
  ['never', {}, 'never'],
])('%j with %o is %s', (given, env, expected) => {
  expect(readCommentMode(given, env)).toEqual({ state: 'value', value: expected })
})

test.each(['Always', 'true', 'failure'])('%j is refused', (given) => {
  expect(readCommentMode(given, {})).toMatchObject({
    state: 'wrong',
    fix: ['Write ', 'always, on-failure, never', '.'],
  })
})

import { expect, test } from 'vitest'
import { readCommentMode } from './comment-mode.ts'

test.each([
  [null, {}, 'on-failure'],
  [null, { ACT: 'true' }, 'never'],
  ['always', {}, 'always'],
  ['always', { ACT: 'true' }, 'always'],
  ['on-failure', {}, 'on-failure'],
  ['never', {}, 'never'],
])('%j with %o is %s', (given, env, expected) => {
  expect(readCommentMode(given, 'on-failure', env)).toEqual({ state: 'value', value: expected })
})

test.each(['', 'Always', 'true', 'failure'])('%j is refused', (given) => {
  expect(readCommentMode(given, 'always', {})).toMatchObject({
    state: 'wrong',
    fix: ['Write ', 'always, on-failure, never', '.'],
  })
})

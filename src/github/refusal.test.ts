import { describe, expect, test } from 'vitest'
import { plainText, words } from '../model/outside.ts'
import { type Answer, ApiFailure } from './api-failure.ts'
import { adviseRefusal, refusalOf } from './refusal.ts'

const failure = (status: number | null, answer: Partial<Answer>) => new ApiFailure(status, words`No`, answer)

describe('a refusal by GitHub says what to do about it', () => {
  const write = `write "pull-requests: write" under the job's "permissions"`
  const cases: readonly (readonly [number, string, string])[] = [
    [401, 'Bad credentials', 'the token is not valid, or no longer: leave "github-token" out, or give another one'],
    [403, 'Resource not accessible by integration', write],
    [
      403,
      'Resource not accessible by personal access token',
      `give the token the right "pull-requests: write", or leave "github-token" out and ${write}`,
    ],
    [
      403,
      'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
      'the organisation wants that token authorised for its single sign-on: authorise it, or leave "github-token" out',
    ],
    [
      403,
      'Although you appear to have the correct authorization credentials, the `acme` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
      "the organisation's IP allow list does not have this runner",
    ],
    [403, 'Repository was archived so is read-only.', 'the repository is archived, so that nobody can write to it'],
    [403, 'Unable to create comment because issue is locked.', 'the conversation is locked'],
    [404, 'Not Found', `either it is gone, or the token may not see it: ${write}`],
    [410, 'This issue was deleted', 'it has been deleted, or is switched off in this repository'],
    [
      422,
      'Commenting is disabled on issues with more than 2500 comments',
      'the conversation has as many comments as GitHub takes',
    ],
  ]

  test.each(cases)('%i %s', (status, said, advice) => {
    expect(plainText(adviseRefusal(failure(status, { said }), 'pull-requests: write'))).toBe(`No; ${advice}`)
  })

  test('in a sentence of its own for each kind', () => {
    expect(new Set(cases.map(([, , advice]) => advice)).size).toBe(cases.length)
  })

  test('with the permission that GitHub itself names', () => {
    const named = failure(403, { permission: 'contents: read' })
    expect(plainText(adviseRefusal(named, 'actions: read'))).toBe(
      `No; write "contents: read" under the job's "permissions"`,
    )
  })
})

test.each<[string, number | null, Partial<Answer>]>([
  ['no answer', null, {}],
  ['trouble of the server', 503, { said: 'Unavailable' }],
  ['too many calls', 403, { said: 'You have exceeded a secondary rate limit', isLimit: true }],
  ['a body that it does not take', 422, { said: 'Validation Failed' }],
])('%s is no refusal that anybody could mend by a right', (_, status, answer) => {
  expect(refusalOf(failure(status, answer))).toBe('unknown')
  expect(plainText(adviseRefusal(failure(status, answer), 'actions: read'))).toBe('No')
})

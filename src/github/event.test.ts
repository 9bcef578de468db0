import { describe, expect, test } from 'vitest'
import { readEvent } from './event.ts'

const SHA = '0123456789abcdef0123456789abcdef01234567'
const HEAD = 'fedcba9876543210fedcba9876543210fedcba98'
const payload = { repository: { default_branch: 'main' } }
const env = {
  GITHUB_EVENT_NAME: 'push',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_REF_NAME: 'main',
  GITHUB_SHA: SHA,
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'octo-org/octo.repo',
  GITHUB_RUN_ID: '42',
}

describe('a run of the base branch', () => {
  test.each<[string, boolean, Record<string, string>, unknown]>([
    ['a push', true, {}, payload],
    ['a schedule', true, { GITHUB_EVENT_NAME: 'schedule' }, payload],
    ['a start by hand', true, { GITHUB_EVENT_NAME: 'workflow_dispatch' }, payload],
    ['a pull request', false, { GITHUB_EVENT_NAME: 'pull_request' }, payload],
    ['a pull request from outside', false, { GITHUB_EVENT_NAME: 'pull_request_target' }, payload],
    ['another branch', false, { GITHUB_REF_NAME: 'feature' }, payload],
    ['a protected branch', true, { GITHUB_REF_NAME: 'release/1', GITHUB_REF_PROTECTED: 'true' }, payload],
    [
      'a start by hand on another branch, protected or not',
      false,
      { GITHUB_EVENT_NAME: 'workflow_dispatch', GITHUB_REF_NAME: 'release/1', GITHUB_REF_PROTECTED: 'true' },
      payload,
    ],
    ['a tag with the name of the branch', false, { GITHUB_REF_TYPE: 'tag' }, payload],
    ['no event name', false, { GITHUB_EVENT_NAME: '' }, payload],
    ['no payload', false, {}, null],
    ['a payload of another shape', false, {}, { repository: 'main' }],
    ['an empty default branch', false, { GITHUB_REF_NAME: '' }, { repository: { default_branch: '' } }],
    ['an inherited key', false, { GITHUB_REF_NAME: 'Object' }, { repository: { constructor: { name: 'Object' } } }],
  ])('%s: %s', (_, expected, changes, body) => {
    expect(readEvent({ ...env, ...changes }, body).isBaseBranch).toBe(expected)
  })
})

describe('the event', () => {
  test('gives the commit and the address of the run', () => {
    expect(readEvent(env, payload)).toEqual({
      isBaseBranch: true,
      sha: SHA,
      runUrl: 'https://github.com/octo-org/octo.repo/actions/runs/42',
    })
  })

  test("gives the head of a pull request, not the runner's merge commit", () => {
    expect(readEvent(env, { pull_request: { head: { sha: HEAD } } }).sha).toBe(HEAD)
  })

  test.each([
    ['GITHUB_SERVER_URL', 'javascript:alert(1)'],
    ['GITHUB_REPOSITORY', 'a/b/../c'],
    ['GITHUB_REPOSITORY', ''],
    ['GITHUB_RUN_ID', '42)](x'],
  ])('has no address when %s is %j', (name, value) => {
    expect(readEvent({ ...env, [name]: value }, payload).runUrl).toBeNull()
  })

  test.each(['', 'main', `${SHA} `, `${SHA}\n`])('has no commit when it is %j', (sha) => {
    expect(readEvent({ ...env, GITHUB_SHA: sha }, payload).sha).toBeNull()
  })
})

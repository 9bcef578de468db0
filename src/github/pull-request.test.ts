import { expect, test } from 'vitest'
import { pullRequestNumber } from './pull-request.ts'

test.each([
  ['pull_request', { pull_request: { number: 12 } }, 12],
  ['pull_request', { pull_request: { number: '12' } }, null],
  ['pull_request', { pull_request: { number: -1 } }, null],
  ['pull_request', {}, null],
  ['pull_request', null, null],
  ['pull_request_target', { pull_request: { number: 12 } }, 12],
  ['issue_comment', { issue: { number: 12 }, pull_request: { number: 12 } }, null],
  ['merge_group', { merge_group: { head_ref: 'gh-readonly-queue/main/pr-12-0' } }, null],
  ['push', {}, null],
  [undefined, null, null],
])('the event %s with %o is about pull request %s', (name, payload, expected) => {
  expect(pullRequestNumber(name, payload)).toBe(expected)
})

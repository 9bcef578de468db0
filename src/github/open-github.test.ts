import { describe, expect, test } from 'vitest'
import { plainText } from '../model/outside.ts'
import { openGithub } from './open-github.ts'
import { testScope } from './test/api-kit.ts'

const ENV = {
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REPOSITORY: 'octo-org/covertype',
  GITHUB_WORKFLOW_REF: 'octo-org/covertype/.github/workflows/ci.yml@refs/pull/1/merge',
}
const repository = { id: 700, default_branch: 'main' }
const pull = (headRepo: { id: number } | null) => ({
  repository,
  pull_request: { number: 1, head: { repo: headRepo }, base: { ref: 'main', sha: 'b'.repeat(40), repo: { id: 700 } } },
})

function open(env: object, payload: unknown, token: string | null = 'token') {
  return openGithub({ env: { ...ENV, ...env }, payload, token, scope: testScope() })
}

describe('a run has comments', () => {
  test.each<[string, object, unknown, string | null, boolean]>([
    ['for a pull request', {}, pull({ id: 700 }), 'token', true],
    ['without a token', {}, pull({ id: 700 }), null, false],
    ['in the merge queue', { GITHUB_EVENT_NAME: 'merge_group' }, { repository }, 'token', false],
    ['for a push', { GITHUB_EVENT_NAME: 'push' }, { repository }, 'token', false],
    ['without an event, as under act', {}, null, 'token', false],
    ['without a repository', { GITHUB_REPOSITORY: '' }, pull({ id: 700 }), 'token', false],
  ])('%s: see the last column', (_, env, payload, token, has) => {
    expect(open(env, payload, token).comments !== null).toBe(has)
  })
})

test.each([
  [{ id: 700 }, false],
  [{ id: 701 }, true],
  [null, true],
])('a pull request from %j is from a fork: %j', (repo, expected) => {
  expect(open({}, pull(repo)).isFork).toBe(expected)
})

test('under act there is nothing to look in, whatever the event says', () => {
  expect(open({}, pull({ id: 700 })).origin.state).toBe('known')
  const { origin } = open({ ACT: 'true' }, pull({ id: 700 }))
  expect(origin.state === 'unknown' && plainText(origin.why)).toMatch(/^act has no earlier runs .*"baseline-path"/)
})

test('on a server of its own GitHub is asked at its address', () => {
  const server = { GITHUB_SERVER_URL: 'https://git.acme.example', GITHUB_API_URL: 'https://git.acme.example/api/v3' }
  const { api, origin } = open(server, pull({ id: 700 }))
  expect(origin.state).toBe('known')
  expect('octokit' in api && api.octokit.request.endpoint.DEFAULTS.baseUrl).toBe(server.GITHUB_API_URL)
})

test('an address that is none is said, and nobody is asked', () => {
  const { api } = open({ GITHUB_API_URL: 'api' }, null)
  expect('state' in api && plainText(api.why)).toBe('GITHUB_API_URL is api')
})

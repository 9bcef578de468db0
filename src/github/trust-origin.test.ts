import { describe, expect, test } from 'vitest'
import { plainText } from '../model/outside.ts'
import { readOrigin } from './trust-origin.ts'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const ENV = {
  GITHUB_REPOSITORY: 'octo-org/covertype',
  GITHUB_REPOSITORY_ID: '700',
  GITHUB_WORKFLOW_REF: 'octo-org/covertype/.github/workflows/ci.yml@refs/heads/an@branch',
  GITHUB_RUN_ID: '99',
  GITHUB_SHA: A,
}
const repository = { id: 700, default_branch: 'main' }

describe('a baseline has to come from', () => {
  test.each<[string, unknown, string, string]>([
    ["a pull request's base", { repository, pull_request: { base: { ref: 'release/1', sha: B } } }, 'release/1', B],
    ["the queue's base", { repository, merge_group: { base_ref: 'refs/heads/main', base_sha: B } }, 'main', B],
    ['the default branch up to what runs, in a push', { repository }, 'main', A],
  ])('%s', (_, payload, baseBranch, baseSha) => {
    expect(readOrigin(ENV, payload)).toEqual({
      state: 'known',
      origin: {
        owner: 'octo-org',
        repo: 'covertype',
        repositoryId: 700,
        workflowPath: '.github/workflows/ci.yml',
        baseBranch,
        baseSha,
        merge: null,
        runId: 99,
      },
    })
  })
})

describe('a run is of a merge', () => {
  const pull = { repository, pull_request: { base: { ref: 'main', sha: B }, head: { sha: 'c'.repeat(40) } } }
  const mergeOf = (event: string, payload: unknown) => {
    const read = readOrigin({ ...ENV, GITHUB_EVENT_NAME: event }, payload)
    return read.state === 'known' ? read.origin.merge : 'unknown'
  }

  test('for a pull request', () => {
    expect(mergeOf('pull_request', pull)).toEqual({ sha: A, headSha: 'c'.repeat(40) })
  })

  test.each([
    ['pull_request_target', pull],
    ['push', { repository }],
    ['pull_request', { repository, pull_request: { base: { ref: 'main', sha: B } } }],
  ])('and not for %s %j', (event, payload) => {
    expect(mergeOf(event, payload)).toBeNull()
  })
})

test('a protected branch has baselines of its own', () => {
  const own = { GITHUB_EVENT_NAME: 'push', GITHUB_REF_TYPE: 'branch', GITHUB_REF_NAME: 'release/1' }
  const branch = (env: object) => {
    const read = readOrigin({ ...ENV, ...env }, { repository })
    return read.state === 'known' ? read.origin.baseBranch : 'unknown'
  }
  expect(branch({ ...own, GITHUB_REF_PROTECTED: 'true' })).toBe('release/1')
  expect(branch(own)).toBe('main')
})

describe('where it has to come from is unknown', () => {
  test.each<[string, object, unknown, string]>([
    ['without a repository', { GITHUB_REPOSITORY: '' }, { repository }, 'repository'],
    [
      'without the id of the repository',
      { GITHUB_REPOSITORY_ID: undefined },
      { repository: { default_branch: 'main' } },
      'repository',
    ],
    ['without a workflow, as under act', { GITHUB_WORKFLOW_REF: undefined }, { repository }, 'workflow'],
    [
      "with another repository's workflow",
      { GITHUB_WORKFLOW_REF: 'other/repo/.github/workflows/ci.yml@main' },
      { repository },
      'workflow',
    ],
    ['without an event', {}, null, 'base branch and its commit'],
    ['with a sha that is none', { GITHUB_SHA: 'main' }, { repository }, 'base branch and its commit'],
  ])('%s', (_, env, payload, what) => {
    const read = readOrigin({ ...ENV, ...env }, payload)
    const why = read.state === 'unknown' ? plainText(read.why) : 'it is known'
    expect(why).toBe(`this run does not say which ${what} it belongs to`)
  })
})

import { expect, test } from 'vitest'
import { shaOf } from '../../fixtures/github/state.ts'
import { findPullRequest, type Head } from './pull-request.ts'
import { type Kit, startKit } from './test/api-kit.ts'

/** The run of a fork's pull request, whose branch is named like the base's. */
function find({ github, api }: Kit, head: Partial<Head> = {}) {
  const { owner, repo, repositoryId } = github.state
  const whole = { owner: 'forker', branch: 'main', sha: shaOf('c'), repositoryId: repositoryId + 1, ...head }
  return findPullRequest(api, { owner, repo, repositoryId }, whole)
}

test('the pull request of a run is found by owner, branch and commit of its head', async () => {
  await using kit = await startKit()
  kit.github.addPull({ headOwner: 'other', headBranch: 'main' })
  const pull = kit.github.addPull({ headOwner: 'forker', headBranch: 'main', mergeSha: shaOf('e') })
  expect(await find(kit)).toEqual({
    state: 'one',
    number: pull.number,
    baseBranch: 'main',
    baseSha: shaOf('b'),
    mergeSha: shaOf('e'),
  })
})

test.each<[string, Partial<Head>]>([
  ['that has gone on to another commit', { sha: shaOf('d') }],
  ['of another branch', { branch: 'change' }],
  ['of another owner', { owner: 'octocat' }],
  ['of another repository of that owner', { repositoryId: 1 }],
])('none is found %s', async (_, head) => {
  await using kit = await startKit()
  kit.github.addPull({ headOwner: 'forker', headBranch: 'main' })
  expect(await find(kit, head)).toEqual({ state: 'none' })
})

test('one that is closed is not found, and of two that have the same head none is chosen', async () => {
  await using kit = await startKit()
  kit.github.addPull({ headOwner: 'forker', headBranch: 'main', state: 'closed' })
  expect(await find(kit)).toEqual({ state: 'none' })
  for (const baseBranch of ['main', 'release'])
    kit.github.addPull({ headOwner: 'forker', headBranch: 'main', baseBranch })
  expect(await find(kit)).toEqual({ state: 'several', numbers: [3, 2] })
})

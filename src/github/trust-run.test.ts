import { expect, test } from 'vitest'
import { plainText } from '../model/outside.ts'
import type { Run } from './runs.ts'
import { origin } from './test/origin.ts'
import { refuseRun } from './trust-run.ts'

const good: Run = {
  id: 10,
  event: 'push',
  headBranch: 'main',
  headSha: 'a'.repeat(40),
  workflowPath: '.github/workflows/ci.yml',
  repositoryId: 700,
  headRepositoryId: 700,
  headOwner: 'octo-org',
}

test.each(['push', 'schedule', 'workflow_dispatch'])('a run of the base branch by %s makes baselines', (event) => {
  expect(refuseRun({ ...good, event }, origin)).toBeNull()
})

test.each<[string, Partial<Run>, string]>([
  ['this run itself', { id: 99 }, 'it is of this run itself'],
  ['a run of another repository', { repositoryId: 1 }, 'its run belongs to another repository'],
  ['a fork, whatever its branch is called', { headRepositoryId: 701 }, 'its run came from a fork'],
  ['a fork that is gone', { headRepositoryId: null }, 'its run came from a fork that is gone'],
  [
    'a pull request from the base branch into another one',
    { event: 'pull_request' },
    'its run was started by pull_request, not by push, schedule, workflow_dispatch',
  ],
  [
    'pull_request_target',
    { event: 'pull_request_target' },
    'its run was started by pull_request_target, not by push, schedule, workflow_dispatch',
  ],
  [
    'workflow_run',
    { event: 'workflow_run' },
    'its run was started by workflow_run, not by push, schedule, workflow_dispatch',
  ],
  [
    'issue_comment',
    { event: 'issue_comment' },
    'its run was started by issue_comment, not by push, schedule, workflow_dispatch',
  ],
  ['another branch', { headBranch: 'Main' }, 'its run was on Main, not on main'],
  ['no branch', { headBranch: null }, 'its run was on no branch, not on main'],
  [
    'another workflow',
    { workflowPath: '.github/workflows/other/ci.yml' },
    'its run was of .github/workflows/other/ci.yml, not of .github/workflows/ci.yml',
  ],
])('%s makes none', (_, facts, why) => {
  expect(plainText(refuseRun({ ...good, ...facts }, origin) ?? [])).toBe(why)
})

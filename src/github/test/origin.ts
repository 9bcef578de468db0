import type { Origin } from '../trust-origin.ts'

/** A pull request's run in the fake GitHub's repository. */
export const origin: Origin = {
  owner: 'octo-org',
  repo: 'covertype',
  repositoryId: 700,
  workflowPath: '.github/workflows/ci.yml',
  baseBranch: 'main',
  baseSha: 'b'.repeat(40),
  merge: null,
  runId: 99,
}

import { z } from 'zod'
import { readAnswer } from './api-answer.ts'
import type { Api } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import type { Origin } from './trust-origin.ts'

/** A run of a workflow, as far as its trust goes. Its texts are the choice of whoever started it. */
export type Run = {
  readonly id: number
  readonly event: string
  readonly headBranch: string | null
  readonly headSha: string
  /** The workflow's file, without the reference that GitHub may add (`.github/workflows/ci.yml@main`). */
  readonly workflowPath: string
  readonly repositoryId: number
  /** `null`: a fork that is gone. */
  readonly headRepositoryId: number | null
  /** The account that the fork is under, or this repository's own. */
  readonly headOwner: string | null
}

const runSchema = z
  .object({
    id: z.int(),
    event: z.string(),
    head_branch: z.string().nullable(),
    head_sha: z.string(),
    path: z.string(),
    repository: z.object({ id: z.int() }),
    head_repository: z.object({ id: z.int(), owner: z.object({ login: z.string() }) }).nullish(),
  })
  .transform(
    (run): Run => ({
      id: run.id,
      event: run.event,
      headBranch: run.head_branch,
      headSha: run.head_sha,
      workflowPath: run.path.replace(/@.*$/s, ''),
      repositoryId: run.repository.id,
      headRepositoryId: run.head_repository?.id ?? null,
      headOwner: run.head_repository?.owner.login ?? null,
    }),
  )

const listSchema = z.object({ workflow_runs: z.array(runSchema) })

/** `null`: it has been deleted. */
export async function getRun(
  { octokit }: Api,
  { owner, repo }: Pick<Origin, 'owner' | 'repo'>,
  id: number,
): Promise<Run | null> {
  const query = { owner, repo, run_id: id, exclude_pull_requests: true }
  const answer = await orNone(octokit.rest.actions.getWorkflowRun(query))
  return answer === null ? null : readAnswer(runSchema, answer.data, 'a workflow run')
}

export const RUNS_A_PAGE = 100

/**
 * A page of all runs of the origin's workflow, newest first. Without filters: with one, GitHub asks a search index that has been seen stale and
 * empty, and gives at most 1,000. A workflow that GitHub does not know yet, as in the pull request that brings it, has none.
 */
export async function listRuns({ octokit }: Api, origin: Origin, page: number): Promise<readonly Run[]> {
  const query = {
    owner: origin.owner,
    repo: origin.repo,
    workflow_id: origin.workflowPath.replace(/^.*\//, ''),
    exclude_pull_requests: true,
    per_page: RUNS_A_PAGE,
    page,
  }
  const answer = await orNone(octokit.rest.actions.listWorkflowRuns(query))
  return answer === null ? [] : readAnswer(listSchema, answer.data, 'a list of workflow runs').workflow_runs
}

/** `null` where GitHub says that there is no such thing. */
async function orNone<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return null
    throw error
  }
}

import { z } from 'zod'
import { readAnswer } from './api-answer.ts'
import type { Api } from './api-client.ts'

/** The number of the pull request that the event is about; `null` for every other event. In a merge queue there is none: its commit is of several. */
export function pullRequestNumber(eventName: string | undefined, payload: unknown): number | null {
  if (eventName !== 'pull_request' && eventName !== 'pull_request_target') return null
  const parsed = eventSchema.safeParse(payload)
  return parsed.success ? parsed.data.pull_request.number : null
}

const eventSchema = z.object({ pull_request: z.object({ number: z.int().positive() }) })

/** Where a run of a pull request came from, as the API says of the run. */
export type Head = {
  readonly owner: string
  readonly branch: string
  readonly sha: string
  readonly repositoryId: number
}

const pullsSchema = z.array(
  z.object({
    number: z.int().positive(),
    state: z.string(),
    head: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.int() }).nullish() }),
    base: z.object({ ref: z.string(), sha: z.string(), repo: z.object({ id: z.int() }) }),
    merge_commit_sha: z.string().nullish(),
  }),
)

/** Where its pull request is. */
export type Base = { readonly owner: string; readonly repo: string; readonly repositoryId: number }

/** `none`: it is not there any more, or has gone on to another commit. `several`: one branch can be proposed to several others. */
export type FoundPull =
  | {
      readonly state: 'one'
      readonly number: number
      readonly baseBranch: string
      readonly baseSha: string
      /** The merge that GitHub tests the change by; `null`: it has none, as of a change that conflicts. */
      readonly mergeSha: string | null
    }
  | { readonly state: 'several'; readonly numbers: readonly number[] }
  | { readonly state: 'none' }

/**
 * The open pull request that a run was for. For a workflow that comments on behalf of another one: a number in that one's artifact is the choice of
 * whoever wrote the change, and GitHub's own list is empty for forks.
 * https://github.com/actions/runner/issues/3444
 */
export async function findPullRequest({ octokit }: Pick<Api, 'octokit'>, base: Base, head: Head): Promise<FoundPull> {
  const { data } = await octokit.rest.pulls.list({
    owner: base.owner,
    repo: base.repo,
    state: 'open',
    head: `${head.owner}:${head.branch}`,
    per_page: 100,
  })
  const found = readAnswer(pullsSchema, data, 'a list of pull requests').filter(
    (pull) =>
      pull.state === 'open' &&
      pull.head.ref === head.branch &&
      pull.head.sha === head.sha &&
      pull.head.repo?.id === head.repositoryId &&
      pull.base.repo.id === base.repositoryId,
  )
  const [pull, ...others] = found
  if (pull === undefined) return { state: 'none' }
  if (others.length > 0) return { state: 'several', numbers: found.map(({ number }) => number) }
  const { number, base: target, merge_commit_sha: mergeSha } = pull
  return { state: 'one', number, baseBranch: target.ref, baseSha: target.sha, mergeSha: mergeSha ?? null }
}

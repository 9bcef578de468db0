import { z } from 'zod'
import { readAnswer } from './api-answer.ts'
import type { Api } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import type { Origin } from './trust-origin.ts'

const commitSchema = z.object({ parents: z.array(z.object({ sha: z.string() })) })

/**
 * The commit of the base branch that the change was tested with: the first parent of the merge. The event's own word (`pull_request.base.sha`) stays
 * what it was when somebody last pushed, while GitHub makes the merge anew as the base branch moves on; it has to do where there is no such merge, or GitHub
 * does not show it.
 */
export async function baseOf({ octokit }: Api, { owner, repo, merge, baseSha }: Origin): Promise<string> {
  if (merge === null) return baseSha
  try {
    const { data } = await octokit.rest.git.getCommit({ owner, repo, commit_sha: merge.sha })
    const [base, head, ...others] = readAnswer(commitSchema, data, 'a commit').parents
    return base !== undefined && head?.sha === merge.headSha && others.length === 0 ? base.sha : baseSha
  } catch (error) {
    if (error instanceof ApiFailure && error.status !== null && error.status < 500) return baseSha
    throw error
  }
}

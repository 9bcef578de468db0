import { z } from 'zod'
import { readAnswer } from './api-answer.ts'
import type { Api } from './api-client.ts'
import { ApiFailure } from './api-failure.ts'
import type { Origin } from './trust-origin.ts'

const comparisonSchema = z.object({ status: z.enum(['diverged', 'ahead', 'behind', 'identical']) })

/** Whether a commit of the base branch contains another commit. One that GitHub does not know any more (a branch was forced back) is not contained. */
export async function isAncestor(
  { octokit }: Api,
  { owner, repo }: Pick<Origin, 'owner' | 'repo'>,
  { sha, baseSha }: { readonly sha: string; readonly baseSha: string },
): Promise<boolean> {
  if (sha === baseSha) return true
  try {
    const { data } = await octokit.rest.repos.compareCommitsWithBasehead({
      owner,
      repo,
      basehead: `${sha}...${baseSha}`,
      // The changed files, which nobody needs here, are on the first page only.
      per_page: 1,
      page: 2,
    })
    return readAnswer(comparisonSchema, data, 'a comparison of commits').status === 'ahead'
  } catch (error) {
    if (error instanceof ApiFailure && error.status === 404) return false
    throw error
  }
}

import { type Words, words } from '../model/outside.ts'
import { ApiFailure } from './api-failure.ts'
import type { Comments } from './comment-api.ts'
import { readMarker } from './marker.ts'

/** Why a comment is left as it is. */
export const OVERTAKEN: Words = words`the pull request has gone on to another commit meanwhile, whose run answers for it`

/**
 * Whether what a comment says is of a later commit than ours, so that a run which ends late leaves it alone: it speaks of another commit, and ours is not the
 * pull request's head any more. That is asked for once, and only where it matters. `commit`: ours; `null`: not known.
 */
export function askOvertaken(comments: Pick<Comments, 'head'>, commit: string | null) {
  let asked: Promise<boolean> | null = null
  return async (body: string): Promise<boolean> => {
    const told = readMarker(body)?.commit ?? null
    if (commit === null || told === null || told === commit) return false
    asked ??= isOver(comments, commit)
    return await asked
  }
}

/** Where GitHub does not say, the newest run that is known is ours. */
async function isOver(comments: Pick<Comments, 'head'>, commit: string): Promise<boolean> {
  try {
    return (await comments.head()) !== commit
  } catch (error) {
    if (error instanceof ApiFailure) return false
    throw error
  }
}

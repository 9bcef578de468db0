import { outside, words } from '../model/outside.ts'
import { type Parsed, parsed, wrong } from '../model/parsed.ts'

/** When a pull request gets a comment. `on-failure`: one that is there is brought up to date in any case, so that it never says what is over. */
export type CommentMode = (typeof COMMENT_MODES)[number]

const COMMENT_MODES = ['always', 'on-failure', 'never'] as const

/**
 * Reads the input `comment`, `null` where it was not given. `unasked`: what it is then; under act nobody is told anything unless they asked for
 * it, as its token is a person's own.
 */
export function readCommentMode(
  given: string | null,
  unasked: CommentMode,
  env: Readonly<Record<string, string | undefined>>,
): Parsed<CommentMode> {
  if (given === null) return parsed(env.ACT === 'true' ? 'never' : unasked)
  const mode = COMMENT_MODES.find((one) => one === given)
  if (mode !== undefined) return parsed(mode)
  return wrong(words`"${outside(given)}" is no choice for "comment"`, words`Write ${COMMENT_MODES.join(', ')}.`)
}

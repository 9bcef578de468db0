import { resolve } from 'node:path'
import { type CommentOutput, createComment } from '../../github/comment.ts'
import type { CommentMode } from '../../github/comment-mode.ts'
import { writeText } from '../../host/report-files.ts'
import type { GateKey } from '../../model/gate-key.ts'
import type { Output } from '../../ports.ts'
import type { ActionWorld } from './action-world.ts'
import { uploadedFiles } from './uploaded-files.ts'

export type Telling = {
  /** Asked when there is something to tell; `null`: nothing is known yet. */
  readonly key: () => GateKey | null
  readonly place: string
  readonly when: CommentMode
  /** What the artifact holds, the result first. */
  readonly files: readonly string[]
  /** The file in the directory that has the comment's text. */
  readonly keptAs: string
}

/** What becomes known beside log, summary and files, in the order in which it is published. */
export type ToldOnGithub = {
  /** The upload, and the link to it in the summary. */
  readonly uploads: readonly Output[]
  /** Links to the artifact too. */
  readonly comment: CommentOutput
}

/** How a mode is told beside log, summary and files. */
export function toldOnGithub(
  { env, event, github, directory }: Pick<ActionWorld, 'env' | 'event' | 'github' | 'directory'>,
  { key, place, when, files, keptAs }: Telling,
): ToldOnGithub {
  const uploaded = uploadedFiles({ env, event }, { key, files })
  const comment = createComment({
    mode: when,
    comments: github.comments,
    isFork: github.isFork,
    key,
    place,
    runUrl: event.runUrl,
    artifactUrl: uploaded.url,
    commit: event.sha,
    keep: (body) => writeText(resolve(directory, keptAs), body),
  })
  return { uploads: uploaded.outputs, comment }
}

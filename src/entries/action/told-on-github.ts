import { resolve } from 'node:path'
import { type CommentOutput, createComment } from '../../github/comment.ts'
import type { CommentMode } from '../../github/comment-mode.ts'
import { createResultArtifact } from '../../github/result-artifact.ts'
import { writeText } from '../../host/report-files.ts'
import type { GateKey } from '../../model/gate-key.ts'
import type { Output } from '../../ports.ts'
import type { ActionWorld } from './action-world.ts'

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

/** How a mode is told beside log, summary and files: an artifact of the run, and a comment that links to it. In this order they are published. */
export function toldOnGithub(
  { env, event, github, directory }: Pick<ActionWorld, 'env' | 'event' | 'github' | 'directory'>,
  { key, place, when, files, keptAs }: Telling,
): { readonly artifact: Output; readonly comment: CommentOutput } {
  const artifact = createResultArtifact({ env, key, files })
  const comment = createComment({
    mode: when,
    comments: github.comments,
    isFork: github.isFork,
    key,
    place,
    runUrl: event.runUrl,
    artifactUrl: () =>
      artifact.id === null || event.runUrl === null ? null : `${event.runUrl}/artifacts/${artifact.id}`,
    commit: event.sha,
    keep: (body) => writeText(resolve(directory, keptAs), body),
  })
  return { artifact, comment }
}

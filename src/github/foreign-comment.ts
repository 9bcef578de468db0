import type { ForeignGate, ForeignOutput } from '../ports.ts'
import { asPublished } from './comment.ts'
import type { Comments } from './comment-api.ts'
import type { CommentMode } from './comment-mode.ts'
import { placeComment } from './sticky.ts'

export type ForeignCommentSetting = {
  readonly modeOf: (key: ForeignGate['key']) => CommentMode
  readonly commentsOf: (pullNumber: ForeignGate['pullNumber']) => Comments
}

/** The comment on the pull request of another run, in the longest version that fits. */
export function foreignComment({ modeOf, commentsOf }: ForeignCommentSetting): ForeignOutput {
  return {
    name: 'comment',
    async publish({ comments, isNews }, { key, pullNumber }) {
      const mode = modeOf(key)
      if (mode === 'never') return { state: 'skipped' }
      const render = (maxBytes: number) => comments.find((text) => Buffer.byteLength(text) <= maxBytes) ?? ''
      const mayCreate = mode === 'always' || isNews
      return asPublished(await placeComment(commentsOf(pullNumber), { key, render, mayCreate }))
    },
  }
}

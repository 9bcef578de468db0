import { SetupError } from '../model/errors.ts'
import { type GateKey, isCapacityKey } from '../model/gate-key.ts'
import { type Words, words } from '../model/outside.ts'
import { reportError } from '../model/report/error-report.ts'
import type { ForeignComment, ForeignGate, ForeignRun } from '../ports.ts'
import { renderComment } from '../reports/comment.ts'
import { asPublished } from './comment.ts'
import type { Comments } from './comment-api.ts'
import type { CommentMode } from './comment-mode.ts'
import { isForeignPlace } from './foreign-place.ts'
import type { Marker } from './marker.ts'
import { correctComments } from './stale-comments.ts'
import { placeComment } from './sticky.ts'

export type ForeignCommentSetting = {
  readonly modeOf: (key: ForeignGate['key']) => CommentMode
  readonly commentsOf: (pullNumber: ForeignGate['pullNumber']) => Comments
}

/** The comment on the pull request of another run, in the longest version that fits. */
export function foreignComment({ modeOf, commentsOf }: ForeignCommentSetting): ForeignComment {
  return {
    name: 'comment',
    async publish({ comments, isNews }, { key, pullNumber, place, commit }) {
      const mode = modeOf(key)
      if (mode === 'never') return { state: 'skipped' }
      const render = (maxBytes: number) => comments.find((text) => Buffer.byteLength(text) <= maxBytes) ?? ''
      const mayCreate = mode === 'always' || isNews
      const standing = { place, commit }
      const sticky = { key, standing, render, mayCreate, whyNotOurs: (marker: Marker) => whyNotOurs(marker, standing) }
      return asPublished(await placeComment(commentsOf(pullNumber), sticky))
    },
    async correct(run, known) {
      const render = (key: GateKey, maxBytes: number) => {
        if (modeOf(key) === 'never' || known.judged.some(({ id }) => id === key.id)) return null
        return unanswered(run, key, known.unanswered.find((one) => one.key.id === key.id)?.why ?? null, maxBytes)
      }
      const isOurs = ({ place }: Marker) => place === run.place
      return asPublished(await correctComments(commentsOf(run.pullNumber), { isOurs, standing: run, render }))
    },
  }
}

/**
 * The name of an artifact is the choice of whoever wrote the change. It may not take the comment of a gate that told the pull request by itself, or that of
 * another workflow's runs.
 */
function whyNotOurs(marker: Marker, { place, commit }: Pick<ForeignRun, 'place' | 'commit'>): Words | null {
  if (marker.place === null || marker.place === place) return null
  if (isForeignPlace(marker.place)) return words`the comment of that name is of the runs of another workflow`
  return marker.commit === commit ? words`the gate of that name has told the pull request by itself` : null
}

/** `why`: `null` where nobody knows it: its configuration may be broken, or the gate is gone. */
function unanswered({ commit, runUrl }: ForeignRun, key: GateKey, why: Words | null, maxBytes: number): string {
  const what = isCapacityKey(key) ? 'capacity run' : 'gate'
  const report = reportError(
    new SetupError(why ?? words`the run has left no result of this ${what}`, words`Look at the log of the run.`),
  )
  return renderComment({ key, report, judged: null, runUrl, artifactUrl: null, commit, isForeign: false }, maxBytes)
}

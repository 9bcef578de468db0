import { type GateKey, readKeyId } from '../model/gate-key.ts'
import { ApiFailure } from './api-failure.ts'
import type { Comments } from './comment-api.ts'
import { MARKER_BYTES, type Marker, readMarker, type Standing, withMarker } from './marker.ts'
import { askOvertaken, OVERTAKEN } from './overtaken.ts'
import { identify, listMarked, ownOf } from './own-comments.ts'
import { COMMENT_BYTES, type Placed, refusedComment } from './sticky.ts'

export type Correction = {
  /** Whose comments: a gate's, or those of a place in the workflows. */
  readonly isOurs: (marker: Marker) => boolean
  /** Of this run. */
  readonly standing: Standing
  /** The body without its mark, for the gate that the comment is of; `null`: nobody is to be told of that one. */
  readonly render: (key: GateKey, maxBytes: number) => string | null
}

/**
 * Brings up to date what was said of earlier commits, for a run that has no verdict on its own. What speaks of this very commit stays: an earlier attempt,
 * or another gate, has judged it. None is made. A refusal is a value.
 */
export async function correctComments(
  comments: Comments,
  { isOurs, standing: { place, commit }, render }: Correction,
): Promise<Placed> {
  try {
    const isStale = (marker: Marker) => isOurs(marker) && (commit === null || marker.commit !== commit)
    const { marked } = await listMarked(comments, isStale, 1)
    const stale = ownOf(marked, await identify(comments, marked))
    const isOvertaken = askOvertaken(comments, commit)
    let corrected = 0
    for (const { id, body } of stale) {
      const key = readKeyId(readMarker(body)?.key ?? '')
      const text = key === null ? null : render(key, COMMENT_BYTES - MARKER_BYTES)
      if (key === null || text === null) continue
      if (await isOvertaken(body)) return { state: 'left', why: OVERTAKEN }
      await comments.update(id, withMarker(key, text, { place, commit }))
      corrected += 1
    }
    return { state: corrected === 0 ? 'absent' : 'updated' }
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    return refusedComment(error)
  }
}

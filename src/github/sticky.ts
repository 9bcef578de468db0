import type { GateKey } from '../model/gate-key.ts'
import type { Words } from '../model/outside.ts'
import { ApiFailure } from './api-failure.ts'
import type { Comment, Comments, Identity } from './comment-api.ts'
import { isSame, MARKER_BYTES, type Marker, readMarker, type Standing, withMarker } from './marker.ts'
import { askOvertaken, OVERTAKEN } from './overtaken.ts'
import { identify, listMarked, type Marked, ownOf } from './own-comments.ts'
import { adviseRefusal, type Refusal, refusalOf } from './refusal.ts'

/** What became of a comment. `absent`: there is none, and none was to be made. */
export type Placed =
  | { readonly state: 'created' | 'updated' | 'unchanged' | 'absent' }
  /** It says what another run has told, and that is to stay. */
  | { readonly state: 'left'; readonly why: Words }
  | { readonly state: 'refused'; readonly why: Words; readonly refusal: Refusal }

export type Sticky = {
  readonly key: Pick<GateKey, 'id'>
  /** Kept in the mark, for a later run that does not come to know its key; `null`: not known. */
  readonly standing: Standing | null
  /** The body without its mark, in at most so many bytes. */
  readonly render: (maxBytes: number) => string
  /** `false`: only a comment that is there already is brought up to date. */
  readonly mayCreate: boolean
  /** Why a comment of that gate is not for this run to change, by its mark; `null`: it may. */
  readonly whyNotOurs?: (marker: Marker) => Words | null
}

/** What a comment takes. */
const PERMISSION = 'pull-requests: write'

/** GitHub takes 65,536 characters; nobody says whether it counts them as we do. */
export const COMMENT_BYTES = 60_000

/**
 * Keeps one comment of this gate on a pull request up to date: the oldest that carries its mark, is our own and nobody has hidden. Others of
 * ours, which a race of two runs leaves, are removed. A refusal is a value: it never changes a verdict.
 */
export async function placeComment(comments: Comments, sticky: Sticky): Promise<Placed> {
  try {
    return await place(comments, sticky, COMMENT_BYTES)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    if (!isTooLong(error)) return refusedComment(error)
  }
  try {
    return await place(comments, sticky, COMMENT_BYTES / 2)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    return refusedComment(error)
  }
}

async function place(comments: Comments, sticky: Sticky, maxBytes: number): Promise<Placed> {
  const body = sticky.render(maxBytes - MARKER_BYTES)
  const listed = await listMarked(comments, isOf(sticky.key), 1)
  const identity = await identify(comments, listed.marked)
  const [oldest, ...newer] = ownOf(listed.marked, identity)
  if (oldest !== undefined) {
    const placed = await bringUpToDate(comments, oldest, sticky, body)
    if (placed.state !== 'left') await removeAll(comments, newer)
    return placed
  }
  if (!sticky.mayCreate) return { state: 'absent' }
  const created = await comments.create(withMarker(sticky.key, body, sticky.standing))
  return await settleRace(comments, { sticky, body, created, listed, identity })
}

/** Of that gate, whichever place it comes from. */
function isOf({ id }: Sticky['key']) {
  return ({ key }: { readonly key: string }) => key === id
}

async function bringUpToDate(
  comments: Comments,
  comment: Comment,
  { key, standing, whyNotOurs }: Sticky,
  body: string,
): Promise<Placed> {
  const marker = readMarker(comment.body)
  const why = marker === null ? null : (whyNotOurs?.(marker) ?? null)
  if (why !== null) return { state: 'left', why }
  if (isSame(comment.body, body)) return { state: 'unchanged' }
  const isOvertaken = askOvertaken(comments, standing?.commit ?? null)
  if (await isOvertaken(comment.body)) return { state: 'left', why: OVERTAKEN }
  await comments.update(comment.id, withMarker(key, body, standing))
  return { state: 'updated' }
}

type Race = {
  readonly sticky: Sticky
  readonly body: string
  readonly created: Comment
  readonly listed: Marked
  readonly identity: Identity
}

/**
 * Another run may have made one meanwhile. Each run keeps the oldest, so that both keep the same. What was just created also says for sure who
 * we are: a comment of ours that was not known as such before is found now.
 */
async function settleRace(comments: Comments, { sticky, body, created, listed, identity }: Race): Promise<Placed> {
  const login = created.author?.login ?? null
  const again = await listMarked(comments, isOf(sticky.key), listed.lastPage)
  const all = new Map([...listed.marked, ...again.marked, created].map((comment) => [comment.id, comment]))
  const [oldest, ...newer] = ownOf([...all.values()], { login, minimized: identity.minimized })
  if (oldest === undefined) return { state: 'created' }
  const placed = await bringUpToDate(comments, oldest, sticky, body)
  await removeAll(comments, newer)
  return oldest.id === created.id ? { state: 'created' } : placed
}

/** One that the other run has removed already is gone as well. */
async function removeAll(comments: Comments, superfluous: readonly Comment[]): Promise<void> {
  for (const { id } of superfluous) {
    try {
      await comments.remove(id)
    } catch (error) {
      // What stays is an old comment beside the right one: no reason to give up that one.
      if (!(error instanceof ApiFailure)) throw error
    }
  }
}

function isTooLong({ status, message }: ApiFailure): boolean {
  return status === 422 && /too long/i.test(message)
}

/** With what to do about it. */
export function refusedComment(failure: ApiFailure): Placed {
  return { state: 'refused', why: adviseRefusal(failure, PERMISSION), refusal: refusalOf(failure) }
}

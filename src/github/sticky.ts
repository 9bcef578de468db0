import type { GateKey } from '../model/gate-key.ts'
import { type Words, words } from '../model/outside.ts'
import { ApiFailure } from './api-failure.ts'
import { type Author, COMMENTS_A_PAGE, type Comment, type Comments, type Identity } from './comment-api.ts'
import { isSame, MARKER_BYTES, readMarker, withMarker } from './marker.ts'

/** What became of a comment. `absent`: there is none, and none was to be made. */
export type Placed =
  | { readonly state: 'created' | 'updated' | 'unchanged' | 'absent' }
  | { readonly state: 'refused'; readonly why: Words }

export type Sticky = {
  readonly key: Pick<GateKey, 'id'>
  /** The body without its mark, in at most so many bytes. */
  readonly render: (maxBytes: number) => string
  /** `false`: only a comment that is there already is brought up to date. */
  readonly mayCreate: boolean
}

/** GitHub takes 65,536 characters; nobody says whether it counts them as we do. */
const MOST_BYTES = 60_000

/** Pages that are looked through: 2,000 comments. */
const MOST_PAGES = 20

/**
 * Keeps one comment of this gate on a pull request up to date: the oldest that carries its mark, is our own and nobody has hidden. Others of
 * ours, which a race of two runs leaves, are removed. A refusal is a value: it never changes a verdict.
 */
export async function placeComment(comments: Comments, sticky: Sticky): Promise<Placed> {
  try {
    return await place(comments, sticky, MOST_BYTES)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    if (!isTooLong(error)) return refused(error)
  }
  try {
    return await place(comments, sticky, MOST_BYTES / 2)
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
    return refused(error)
  }
}

async function place(comments: Comments, sticky: Sticky, maxBytes: number): Promise<Placed> {
  const body = sticky.render(maxBytes - MARKER_BYTES)
  const listed = await listMarked(comments, sticky.key, 1)
  const identity = await identify(comments, listed.marked)
  const [oldest, ...newer] = ownOf(listed.marked, identity)
  if (oldest !== undefined) {
    const placed = await bringUpToDate(comments, oldest, sticky, body)
    await removeAll(comments, newer)
    return placed
  }
  if (!sticky.mayCreate) return { state: 'absent' }
  const created = await comments.create(withMarker(sticky.key, body))
  return await settleRace(comments, { sticky, body, created, listed, identity })
}

type Listed = { readonly marked: readonly Comment[]; readonly lastPage: number }

/** Every comment with the gate's mark, whoever wrote it, oldest first. */
async function listMarked(comments: Comments, { id }: Sticky['key'], firstPage: number): Promise<Listed> {
  const marked: Comment[] = []
  for (let page = firstPage; ; page += 1) {
    const found = await comments.list(page)
    marked.push(...found.filter(({ body }) => readMarker(body)?.key === id))
    if (found.length < COMMENTS_A_PAGE || page >= firstPage + MOST_PAGES - 1) return { marked, lastPage: page }
  }
}

async function identify(comments: Comments, marked: readonly Comment[]): Promise<Identity> {
  if (marked.length === 0) return { login: null, minimized: new Set() }
  return await comments.identify(marked.map(({ nodeId }) => nodeId))
}

/** Who writes with a workflow's own token. */
const WORKFLOW_LOGIN = 'github-actions[bot]'

function ownOf(marked: readonly Comment[], { login, minimized }: Identity): readonly Comment[] {
  return marked
    .filter(({ author, nodeId }) => isOwn(author, login ?? WORKFLOW_LOGIN) && !minimized.has(nodeId))
    .sort((one, other) => one.id - other.id)
}

/** GraphQL leaves out the `[bot]` that REST puts after an app's name; a person of that name is somebody else. */
function isOwn(author: Author | null, login: string): boolean {
  if (author === null) return false
  return author.login === login || (author.isBot && author.login === `${login}[bot]`)
}

async function bringUpToDate(comments: Comments, comment: Comment, { key }: Sticky, body: string): Promise<Placed> {
  if (isSame(comment.body, body)) return { state: 'unchanged' }
  await comments.update(comment.id, withMarker(key, body))
  return { state: 'updated' }
}

type Race = {
  readonly sticky: Sticky
  readonly body: string
  readonly created: Comment
  readonly listed: Listed
  readonly identity: Identity
}

/**
 * Another run may have made one meanwhile. Each run keeps the oldest, so that both keep the same. What was just created also says for sure who
 * we are: a comment of ours that was not known as such before is found now.
 */
async function settleRace(comments: Comments, { sticky, body, created, listed, identity }: Race): Promise<Placed> {
  const login = created.author?.login ?? null
  const again = await listMarked(comments, sticky.key, listed.lastPage)
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

function refused({ status, message, sentence }: ApiFailure): Placed {
  if (status === 403 && /locked/i.test(message)) {
    return { state: 'refused', why: words`${sentence}; the conversation is locked` }
  }
  if (status === 401 || status === 403 || status === 404) {
    return {
      state: 'refused',
      why: words`${sentence}; the job needs the permission "pull-requests: write"`,
    }
  }
  return { state: 'refused', why: sentence }
}

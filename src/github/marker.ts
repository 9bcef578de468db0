import { createHash } from 'node:crypto'
import { type GateKey, readKeyId } from '../model/gate-key.ts'

/** Where in the workflows a comment comes from, and of which commit it speaks. */
export type Standing = {
  /** Of workflow, job, step and matrix: all that is known of a gate before its configuration is read. An id as keys have it. */
  readonly place: string
  readonly commit: string | null
}

/** What our comments begin with, unseen by readers: whose they are, and what was written. */
export type Marker = {
  readonly key: string
  readonly place: string | null
  readonly commit: string | null
  readonly hash: string
}

/** Bytes that a mark takes at most, its line break included. */
export const MARKER_BYTES = 400

/** The body with its mark before it. */
export function withMarker({ id }: Pick<GateKey, 'id'>, body: string, standing: Standing | null = null): string {
  const place = standing === null ? '' : ` place=${standing.place}`
  const commit = standing === null || standing.commit === null ? '' : ` commit=${standing.commit}`
  return `<!-- perf-gate key=${id}${place}${commit} body=${hashBody(body)} -->\n${body}`
}

/** Only the very beginning counts: a mark that some text from outside brought into a comment is none. */
const MARKER =
  /^<!-- perf-gate key=([^\s]{1,120})(?: place=([^\s]{1,120}))?(?: commit=([0-9a-f]{40,64}))? body=([0-9a-f]{16}) -->\r?\n/

/** The mark of a comment; `null` for one that is not ours. */
export function readMarker(comment: string): Marker | null {
  const [, key = '', place, commit, hash = ''] = MARKER.exec(comment) ?? []
  return readKeyId(key) === null ? null : { key, place: place ?? null, commit: commit ?? null, hash }
}

/** Whether a comment says what would be written now: by its mark, and unless somebody has edited it since. */
export function isSame(comment: string, body: string): boolean {
  const hash = hashBody(body)
  return readMarker(comment)?.hash === hash && hashBody(comment.replace(MARKER, '')) === hash
}

/** Line ends and white space at the end of a line are GitHub's matter. */
function hashBody(body: string): string {
  const normal = body.replace(/[ \t\r]+$/gm, '').trim()
  return createHash('sha256').update(normal).digest('hex').slice(0, 16)
}

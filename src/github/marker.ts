import { createHash } from 'node:crypto'
import { type GateKey, readKeyId } from '../model/gate-key.ts'

/** What our comments begin with, unseen by readers: whose they are, and what was written. */
export type Marker = { readonly key: string; readonly hash: string }

/** Bytes that a mark takes at most, its line break included. */
export const MARKER_BYTES = 200

/** The body with its mark before it. */
export function withMarker({ id }: Pick<GateKey, 'id'>, body: string): string {
  return `<!-- perf-gate key=${id} body=${hashBody(body)} -->\n${body}`
}

/** Only the very beginning counts: a mark that some text from outside brought into a comment is none. */
const MARKER = /^<!-- perf-gate key=([^\s]{1,120}) body=([0-9a-f]{16}) -->\r?\n/

/** The mark of a comment; `null` for one that is not ours. */
export function readMarker(comment: string): Marker | null {
  const [, key = '', hash = ''] = MARKER.exec(comment) ?? []
  return readKeyId(key) === null ? null : { key, hash }
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

import { outside, type Words, words } from '../model/outside.ts'
import type { TextOfFile } from '../ports.ts'

/** Why the reader of a format gives nothing. */
type Unread = { readonly state: 'newer'; readonly schema: number } | { readonly state: 'bad'; readonly why: string }

/** What a file holds, or in words why it cannot be used. */
export type Opened<Good> = Good | { readonly state: 'bad'; readonly why: Words }

/** Opens a file by the reader of its format. */
export function openFile<Good extends { readonly state: 'good' }>(
  file: TextOfFile,
  read: (text: string) => Good | Unread,
): Opened<Good> {
  if (file.state === 'unreadable') return { state: 'bad', why: file.why }
  const found = read(file.text)
  switch (found.state) {
    case 'good':
      return found
    case 'newer':
      return { state: 'bad', why: words`it has format ${found.schema}, which a newer perf-gate wrote` }
    case 'bad':
      return { state: 'bad', why: words`${outside(found.why)}` }
  }
}

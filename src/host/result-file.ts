import { open } from 'node:fs/promises'
import { outside, type Words, words } from '../model/outside.ts'
import { formatBytes } from '../model/units.ts'

/** Twenty rounds of long stages are some tens of megabytes; a file beyond this is something else. */
const LARGEST_BYTES = 256 * 1024 ** 2

type Text = { readonly state: 'text'; readonly text: string } | { readonly state: 'unreadable'; readonly why: Words }

/** The text of a file that should hold a result. Never rejects. */
export async function readResultText(path: string): Promise<Text> {
  try {
    await using file = await open(path, 'r')
    const found = await file.stat()
    if (!found.isFile()) return { state: 'unreadable', why: words`it is not a file` }
    if (found.size > LARGEST_BYTES)
      return { state: 'unreadable', why: words`it has ${formatBytes(found.size)}, more than any result` }
    return { state: 'text', text: await file.readFile('utf8') }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { state: 'unreadable', why: words`there is no such file` }
    return { state: 'unreadable', why: words`${outside(error instanceof Error ? error.message : String(error))}` }
  }
}

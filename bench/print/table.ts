import { markdownTable } from 'markdown-table'
import { say } from './say.ts'

/** Rows of one shape as a Markdown table; numbers stand at the right. */
export function printTable(rows: readonly Readonly<Record<string, string | number>>[]): void {
  const [first] = rows
  if (first === undefined) return
  const cells = rows.map((row) => Object.values(row).map(String))
  const align = Object.values(first).map((value) => (typeof value === 'number' ? 'r' : 'l'))
  say(`${markdownTable([Object.keys(first), ...cells], { align })}\n`)
}

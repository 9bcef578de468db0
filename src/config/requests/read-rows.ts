import { outside, words } from '../../model/outside.ts'
import { packRows, type Rows } from '../../model/rows.ts'
import { fileText, type NamedFile, reportFile } from '../named-file.ts'
import type { Reading } from '../sources.ts'
import type { Path } from '../yaml/tree.ts'
import { jsonMistake } from './json-mistake.ts'

const LARGEST_FILE = 64 * 1024 ** 2
/** More wrong lines say nothing that these do not. */
const MOST_TOLD = 3
/** Where JSON.parse puts the mistake: of a row it is always line 1. */
const IN_ROW = / \(line 1 column \d+\)$/

/** The rows of a JSONL file, one a line, as they stand; empty lines are skipped. `null` where it has none or one is wrong, which is reported. */
export function readRows(reading: Reading, path: Path, name: string): Rows | null {
  const file: NamedFile = { path, name, most: { bytes: LARGEST_FILE, what: 'A file of rows' } }
  const text = fileText(reading, file)
  if (text === null) return null
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }))
  const rows = lines.filter(({ line }) => line !== '')
  if (rows.length === 0)
    return reportFile(reading, file, {
      text: words`has no rows`,
      fix: words`Write one JSON value in each line; every request sends one.`,
    })
  return reportWrongRows(reading, file, rows) ? null : packRows(rows.map(({ line }) => Buffer.from(line)))
}

type Row = { readonly line: string; readonly number: number }

function reportWrongRows(reading: Reading, file: NamedFile, rows: readonly Row[]): boolean {
  let told = 0
  for (const { line, number } of rows) {
    const mistake = jsonMistake(line)
    if (mistake === null) continue
    const fix = words`Correct the file: each line is one JSON value, sent as it stands.`
    reportFile(reading, file, {
      text: words`is not JSON in line ${number}: ${outside(mistake.replace(IN_ROW, ''))}`,
      fix,
    })
    told++
    if (told === MOST_TOLD) break
  }
  return told > 0
}

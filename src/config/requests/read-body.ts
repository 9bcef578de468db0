import type { Body } from '../../model/config.ts'
import { outside, words } from '../../model/outside.ts'
import { labelOf } from '../labels.ts'
import { readLiteral } from '../literal.ts'
import { fileBytes, fileText, type NamedFile, reportFile } from '../named-file.ts'
import { type Reading, reportKey } from '../sources.ts'
import { type Path, subtree } from '../yaml/tree.ts'
import { jsonMistake } from './json-mistake.ts'
import { readForm } from './read-form.ts'
import { readRows } from './read-rows.ts'

const MOST = { bytes: 16 * 1024 ** 2, what: 'A body' }
const KINDS = ['json', 'json-file', 'text', 'text-file', 'file', 'jsonl-file', 'form'] as const
type Kind = (typeof KINDS)[number]

const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain; charset=utf-8'
const USUAL_TYPE: Readonly<Record<Exclude<Kind, 'form'>, string>> = {
  json: JSON_TYPE,
  'json-file': JSON_TYPE,
  'jsonl-file': JSON_TYPE,
  text: TEXT_TYPE,
  'text-file': TEXT_TYPE,
  file: 'application/octet-stream',
}

/** What the rest of the request says of its body. `contentType`: the request's own header, `null` where it has none. */
type Told = { readonly contentType: string | null; readonly pick: 'rotate' | 'random' | undefined }

/** The body of a request, read and checked; `null` when it has none or what it has is wrong, which is reported. */
export function readBody(reading: Reading, path: Path, { contentType, pick }: Told): Body | null {
  const [kind, second, ...others] = KINDS.filter((one) => subtree(reading.tree, [...path, one]) !== null)
  if (pick !== undefined && kind !== 'jsonl-file' && second !== 'jsonl-file') reportPick(reading, path)
  if (kind === undefined) return null
  if (second !== undefined) {
    const given = [kind, second, ...others].join(' and ')
    const text = words`${labelOf(reading.tree, path)} has more than one body: ${given}`
    reportKey(reading, path, second, text, words`Keep one of them.`)
  }
  const at = [...path, kind]
  if (kind === 'form') return readForm(reading, at, contentType)
  const type = contentType === null ? USUAL_TYPE[kind] : null
  if (kind !== 'jsonl-file') {
    const bytes = bodyBytes(reading, at, kind)
    return bytes === null ? null : { kind: 'bytes', bytes, contentType: type }
  }
  const rows = ofScalar(reading, at, (name) => readRows(reading, at, name))
  return rows === null ? null : { kind: 'rows', rows, pick: pick ?? 'rotate', contentType: type }
}

function reportPick(reading: Reading, path: Path): void {
  reportKey(
    reading,
    path,
    'jsonl-pick',
    words`${labelOf(reading.tree, path)}: jsonl-pick says how rows are taken, but there is no jsonl-file`,
    words`Name a file of rows by jsonl-file, or remove jsonl-pick.`,
  )
}

function bodyBytes(reading: Reading, path: Path, kind: Exclude<Kind, 'form' | 'jsonl-file'>): Uint8Array | null {
  switch (kind) {
    case 'json':
      return encoded(readLiteral(reading, path, 'body'))
    case 'text':
      return ofScalar(reading, path, encoded)
    case 'json-file':
      return ofScalar(reading, path, (name) => encoded(jsonFile(reading, { path, name, most: MOST })))
    case 'text-file':
      return ofScalar(reading, path, (name) => encoded(fileText(reading, { path, name, most: MOST })))
    case 'file':
      return ofScalar(reading, path, (name) => fileBytes(reading, { path, name, most: MOST }))
  }
}

/** What is made of the text of a scalar; `null` where there is none, which the schema has told. */
function ofScalar<T>(reading: Reading, path: Path, make: (text: string) => T | null): T | null {
  const tree = subtree(reading.tree, path)
  return tree?.kind === 'scalar' ? make(tree.text) : null
}

function encoded(text: string | null): Uint8Array | null {
  return text === null ? null : Buffer.from(text)
}

function jsonFile(reading: Reading, file: NamedFile): string | null {
  const text = fileText(reading, file)
  if (text === null) return null
  const mistake = jsonMistake(text)
  return mistake === null
    ? text
    : reportFile(reading, file, {
        text: words`is not JSON: ${outside(mistake)}`,
        fix: words`Correct the file; it is sent as it stands.`,
      })
}

import type { Body } from '../model/config.ts'
import { outside, words } from '../model/outside.ts'
import { formatBytes } from '../model/units.ts'
import { findInside } from './inside-workspace.ts'
import { labelOf } from './labels.ts'
import { type Reading, reportAt, reportKey } from './sources.ts'
import { type Path, subtree, type Tree, toJson } from './tree.ts'

const LARGEST_BODY = 16 * 1024 ** 2
const KINDS = ['json', 'json-file', 'text'] as const
const JSON_TYPE = 'application/json'
const TEXT_TYPE = 'text/plain; charset=utf-8'

/** The body of a request, read and checked; `null` when it has none or what it has is wrong, which is reported. */
export function readBody(reading: Reading, path: Path, hasContentType: boolean): Body | null {
  const given = KINDS.filter((kind) => subtree(reading.tree, [...path, kind]) !== null)
  const [kind, second] = given
  if (kind === undefined) return null
  if (second !== undefined) {
    const text = words`${labelOf(reading.tree, path)} has more than one body: ${given.join(' and ')}`
    reportKey(reading, path, second, text, words`Keep one of them.`)
  }
  const text = bodyText(reading, [...path, kind], kind)
  const type = kind === 'text' ? TEXT_TYPE : JSON_TYPE
  return text === null ? null : { text, contentType: hasContentType ? null : type }
}

function bodyText(reading: Reading, path: Path, kind: (typeof KINDS)[number]): string | null {
  const tree = subtree(reading.tree, path)
  if (tree === null) return null
  if (kind === 'json') {
    if (tree.kind === 'empty' && tree.text === '') {
      reportAt(
        reading,
        path,
        words`${labelOf(reading.tree, path)} is empty`,
        words`Write the body, null for a body of null, or remove the key.`,
      )
    }
    reportNoNumbers(reading, path, tree)
    return toJson(tree)
  }
  if (tree.kind !== 'scalar') return null
  return kind === 'text' ? tree.text : jsonFile(reading, path, tree.text)
}

/** YAML's `.nan` and `.inf` have no JSON; sent as texts they would surprise. */
function reportNoNumbers(reading: Reading, path: Path, tree: Tree): void {
  if (tree.kind === 'list') for (const item of tree.items) reportNoNumbers(reading, path, item)
  if (tree.kind === 'map') for (const { value } of tree.entries) reportNoNumbers(reading, path, value)
  if (tree.kind !== 'scalar' || !tree.plain || !/^(?:[-+]?\.inf|\.nan)$/i.test(tree.text)) return
  const text = words`${labelOf(reading.tree, path)}: ${outside(tree.text)} cannot be sent: JSON has no such number`
  reading.report({ place: tree.place, text, fix: words`Write a number, or quote it if the text is meant.` })
}

function jsonFile(reading: Reading, path: Path, name: string): string | null {
  const wrong = (what: ReturnType<typeof words>, fix: ReturnType<typeof words>): null => {
    reportAt(reading, path, words`${labelOf(reading.tree, path)}: "${outside(name)}" ${what}`, fix)
    return null
  }
  const found = findInside(reading, path, name)
  if (found === null) return null
  const where = words`Looked for ${outside(found.realPath)} (paths are relative to the configuration).`
  if (found.state === 'missing') return wrong(words`does not exist`, words`${where} Is it committed and checked out?`)
  if (found.state === 'directory') return wrong(words`is a directory`, words`Name a file in it.`)
  if (found.state === 'special') return wrong(words`is neither a file nor a directory`, words`Name an ordinary file.`)
  if (found.bytes > LARGEST_BODY) {
    return wrong(
      words`has ${formatBytes(found.bytes)}`,
      words`A body can have at most ${formatBytes(LARGEST_BODY)}. Name a smaller file.`,
    )
  }
  const content = reading.sources.files.read(found.realPath)
  if (content.state === 'unreadable')
    return wrong(
      words`cannot be read (${outside(content.why)})`,
      words`Check the permissions of ${outside(found.realPath)}`,
    )
  const text = decode(content.bytes)
  if (text === null) return wrong(words`is not UTF-8 text`, words`Save the file as UTF-8 without a byte order mark.`)
  const mistake = jsonMistake(text)
  return mistake === null
    ? text
    : wrong(words`is not JSON: ${outside(mistake)}`, words`Correct the file; it is sent as it stands.`)
}

/** The text of UTF-8 bytes; `null` when they are something else. A byte order mark is kept: JSON does not allow one. */
function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // The decoder says nothing more than that it failed.
    return null
  }
}

function jsonMistake(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

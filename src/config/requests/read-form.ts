import { basename } from 'node:path'
import type { Body } from '../../model/config.ts'
import { outside, words } from '../../model/outside.ts'
import { labelOf } from '../labels.ts'
import { fileBytes } from '../named-file.ts'
import { rightParts } from '../parts.ts'
import { formFileSchema } from '../schema/request-schema.ts'
import { type Reading, rawAt, reportAt, reportKey } from '../sources.ts'
import { type Path, subtree } from '../yaml/tree.ts'
import { encodeForm, type FormField } from './encode-form.ts'

const LARGEST_FILE = 16 * 1024 ** 2
const URL_ENCODED = 'application/x-www-form-urlencoded'

/** A form as it is sent: multipart, or URL-encoded where the request's own header says so. `null` where something is wrong, which is reported. */
export function readForm(reading: Reading, path: Path, contentType: string | null): Body | null {
  const form = subtree(reading.tree, path)
  if (form?.kind !== 'map') return null
  if (form.entries.length === 0) {
    reportAt(
      reading,
      path,
      words`${labelOf(reading.tree, path)} has no fields`,
      words`Write one name: text in each line below it.`,
    )
    return null
  }
  const fields = form.entries.flatMap(({ key }) => readField(reading, path, key) ?? [])
  const encoded = encodingOf(reading, path, contentType, fields)
  if (encoded === null || fields.length < form.entries.length) return null
  if (encoded === 'multipart') return { kind: 'bytes', ...encodeForm(fields) }
  const texts = fields.flatMap(({ name, value }): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  return { kind: 'bytes', bytes: Buffer.from(new URLSearchParams(texts).toString()), contentType: null }
}

function readField(reading: Reading, path: Path, name: string): FormField | null {
  const at = [...path, name]
  const tree = subtree(reading.tree, at)
  if (tree?.kind === 'scalar') return { name, value: tree.text }
  const { file, type } = rightParts(formFileSchema, rawAt(reading.raw, at))
  if (file === undefined) return null
  const bytes = fileBytes(reading, {
    path: [...at, 'file'],
    name: file,
    most: { bytes: LARGEST_FILE, what: 'A file of a form' },
  })
  return bytes === null
    ? null
    : { name, value: { fileName: basename(file), type: type ?? 'application/octet-stream', bytes } }
}

/** How the form is sent; `null` where the header asks for what cannot be, which is reported. */
function encodingOf(
  reading: Reading,
  path: Path,
  contentType: string | null,
  fields: readonly FormField[],
): 'multipart' | 'url-encoded' | null {
  if (contentType === null) return 'multipart'
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  const label = labelOf(reading.tree, path)
  if (type !== URL_ENCODED) {
    const fix = words`Remove the header: perf-gate sets multipart/form-data with its boundary. For a form of texts ${URL_ENCODED} can be set.`
    reportAt(reading, path, words`${label} does not go with the request's own Content-Type`, fix)
    return null
  }
  const file = fields.find(({ value }) => typeof value !== 'string')
  if (file === undefined) return 'url-encoded'
  reportKey(
    reading,
    path,
    file.name,
    words`${label}.${outside(file.name)} is a file, which ${URL_ENCODED} cannot hold`,
    words`Remove the Content-Type header: perf-gate sets multipart/form-data with its boundary.`,
  )
  return null
}

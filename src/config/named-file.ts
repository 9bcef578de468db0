import { outside, type Words, words } from '../model/outside.ts'
import { formatBytes } from '../model/units.ts'
import { findInside } from './inside-workspace.ts'
import { labelOf } from './labels.ts'
import { type Reading, reportAt } from './sources.ts'
import type { Path } from './yaml/tree.ts'

/** A file that the configuration names, at `path`. `most`: its largest size, with what it is called when it is larger. */
export type NamedFile = {
  readonly path: Path
  readonly name: string
  readonly most: { readonly bytes: number; readonly what: string }
}

/** What a problem with the file says after its name. */
export type Fault = { readonly text: Words; readonly fix: Words }

/** The bytes of a file of the workspace; `null` where they cannot be had, which is reported. */
export function fileBytes(reading: Reading, file: NamedFile): Uint8Array | null {
  const found = findInside(reading, file.path, file.name)
  if (found === null) return null
  const fault = (text: Words, fix: Words) => reportFile(reading, file, { text, fix })
  if (found.state === 'missing') return reportFile(reading, file, missing(found.realPath))
  if (found.state === 'directory') return fault(words`is a directory`, words`Name a file in it.`)
  if (found.state === 'special') return fault(words`is neither a file nor a directory`, words`Name an ordinary file.`)
  if (found.bytes > file.most.bytes) {
    return fault(
      words`has ${formatBytes(found.bytes)}`,
      words`${file.most.what} can have at most ${formatBytes(file.most.bytes)}. Name a smaller file.`,
    )
  }
  const content = reading.sources.files.read(found.realPath)
  return content.state === 'read'
    ? content.bytes
    : fault(words`cannot be read (${outside(content.why)})`, words`Check the permissions of ${outside(found.realPath)}`)
}

/** The text of a file of the workspace; a byte order mark is kept: JSON does not allow one. `null` where it is none, which is reported. */
export function fileText(reading: Reading, file: NamedFile): string | null {
  const bytes = fileBytes(reading, file)
  if (bytes === null) return null
  return (
    decode(bytes) ??
    reportFile(reading, file, {
      text: words`is not UTF-8 text`,
      fix: words`Save the file as UTF-8 without a byte order mark.`,
    })
  )
}

/** Of a file or folder that is not there. */
export function missing(realPath: string): Fault {
  return {
    text: words`does not exist`,
    fix: words`Looked for ${outside(realPath)} (paths are relative to the configuration). Is it committed and checked out?`,
  }
}

export function reportFile(reading: Reading, { path, name }: Pick<NamedFile, 'path' | 'name'>, fault: Fault): null {
  reportAt(reading, path, words`${labelOf(reading.tree, path)}: "${outside(name)}" ${fault.text}`, fault.fix)
  return null
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    // The decoder says nothing more than that it failed.
    return null
  }
}

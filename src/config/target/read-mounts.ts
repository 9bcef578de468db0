import type { Mount } from '../../model/container-spec.ts'
import type { Place } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { findInside } from '../inside-workspace.ts'
import { labelOf } from '../labels.ts'
import { type Fault, missing } from '../named-file.ts'
import { containerPath } from '../schema/container-scalars.ts'
import type { Reading } from '../sources.ts'
import { type Path, subtree, type Tree } from '../yaml/tree.ts'

/** A text of a mount with where it stands; `at`: what problems call it. */
type Written = { readonly text: string; readonly place: Place; readonly at: Path }
type WrittenMount = { readonly source: Written | null; readonly path: Written | null }

/** What is copied into the container at `path`; `inMemory`: its folders in memory. What is missing, outside the workspace or in another's way is reported. */
export function readMounts(reading: Reading, path: Path, inMemory: readonly string[]): readonly Mount[] {
  const taken: string[] = []
  return mountsAt(reading, path).flatMap((mount) => {
    const source = mount.source === null ? null : readSourceOf(reading, mount.source)
    const inside = mount.path === null ? null : readPath(reading, mount.path, { taken, inMemory })
    if (inside !== null) taken.push(inside)
    return source === null || inside === null ? [] : [{ source, path: inside }]
  })
}

function mountsAt({ tree }: Reading, path: Path): readonly WrittenMount[] {
  const written = subtree(tree, path)
  if (written?.kind === 'map')
    return written.entries.map(({ key, keyPlace, value }) => ({
      source: { text: key, place: keyPlace, at: path },
      path: scalarAt(value, [...path, key]),
    }))
  if (written?.kind !== 'list') return []
  return written.items.map((item, index) => ({
    source: scalarAt(subtree(item, ['source']), [...path, index, 'source']),
    path: scalarAt(subtree(item, ['path']), [...path, index, 'path']),
  }))
}

function scalarAt(tree: Tree | null, at: Path): Written | null {
  return tree?.kind === 'scalar' ? { text: tree.text, place: tree.place, at } : null
}

/** A file or folder of the workspace, by its real path. */
function readSourceOf(reading: Reading, { text, place, at }: Written): string | null {
  const found = findInside(reading, at, text, place)
  if (found === null) return null
  const fault: Fault | null =
    found.state === 'missing'
      ? missing(found.realPath)
      : found.state === 'special'
        ? { text: words`is neither a file nor a directory`, fix: words`Name an ordinary file or a folder.` }
        : null
  if (fault === null) return found.realPath
  const label = labelOf(reading.tree, at)
  reading.report({ place, text: words`${label}: "${outside(text)}" ${fault.text}`, fix: fault.fix })
  return null
}

type Others = { readonly taken: readonly string[]; readonly inMemory: readonly string[] }

function readPath(reading: Reading, { text, place, at }: Written, others: Others): string | null {
  const report = (what: Words, fix: Words) => {
    reading.report({ place, text: words`${labelOf(reading.tree, at)}: ${what}`, fix })
    return null
  }
  const read = containerPath(text)
  if (read.state === 'wrong') return report(read.text, read.fix)
  if (others.taken.includes(read.value))
    return report(words`${outside(read.value)} is given twice`, words`Give each its own path in the container.`)
  // What is copied in is there before the start, which is when such a folder is laid over it, empty.
  const over = others.inMemory.find((folder) => read.value === folder || read.value.startsWith(`${folder}/`))
  if (over === undefined) return read.value
  return report(
    words`"${outside(text)}" is in ${outside(over)}, which tmpfs makes an empty folder in memory`,
    words`Give another path, or remove ${outside(over)} from tmpfs.`,
  )
}

import type { Place } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'
import { labelOf } from '../labels.ts'
import { containerPath, memoryFolder } from '../schema/container-scalars.ts'
import type { Reading } from '../sources.ts'
import { type Path, subtree } from '../yaml/tree.ts'

type Folder = { readonly text: string; readonly place: Place; readonly bytes: number | null }

/** Folders in memory with their sizes; a path that is none or stands twice is reported. */
export function readTmpfs(reading: Reading, path: Path): Readonly<Record<string, number | null>> {
  const label = labelOf(reading.tree, path)
  const found = new Map<string, number | null>()
  for (const { text, place, bytes } of foldersAt(reading, path)) {
    const read = containerPath(text)
    if (read.state === 'wrong') {
      const sized = /^(\/[^:]*):(?:.*,)?size=(\w+)/.exec(text)
      const fix = sized === null ? read.fix : words`Write { ${outside(sized[1] ?? '')}: ${outside(sized[2] ?? '')} }.`
      reading.report({ place, text: words`${label}: ${read.text}`, fix })
    } else if (found.has(read.value)) {
      const fix = words`Keep one of the two.`
      reading.report({ place, text: words`${label}: ${outside(read.value)} stands here again`, fix })
    } else found.set(read.value, bytes)
  }
  return Object.fromEntries(found)
}

/** As they are written: sizes that are none have been told by the schema. */
function foldersAt({ tree }: Reading, path: Path): readonly Folder[] {
  const written = subtree(tree, path)
  if (written?.kind === 'list')
    return written.items.flatMap((item) =>
      item.kind === 'scalar' ? [{ text: item.text, place: item.place, bytes: null }] : [],
    )
  if (written?.kind !== 'map') return []
  return written.entries.map(({ key, keyPlace, value }) => {
    const size = value.kind === 'scalar' ? memoryFolder(value.text) : null
    return { text: key, place: keyPlace, bytes: size?.state === 'value' ? size.value : null }
  })
}

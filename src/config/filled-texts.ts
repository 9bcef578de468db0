import { words } from '../model/outside.ts'
import { labelOf } from './labels.ts'
import type { Reading } from './sources.ts'
import { fillIn } from './variables.ts'
import { type Path, subtree } from './yaml/tree.ts'

/** One entry of a map of texts: `source` as written, `text` with the environment's values, which may be secrets. */
export type FilledText = { readonly key: string; readonly source: string; readonly text: string }

/** The texts of a map such as `headers`, filled in from the environment. What cannot be filled in is reported and left out. `steps`: those to be read, else all. */
export function filledTexts(reading: Reading, path: Path, steps = keysAt(reading, path)): readonly FilledText[] {
  return steps.flatMap((step) => {
    const at = [...path, step]
    const value = subtree(reading.tree, at)
    if (value?.kind !== 'scalar') return []
    const filled = fillIn(value.text, reading.sources.env)
    if (filled.state === 'filled') return [{ key: String(step), source: value.text, text: filled.text }]
    for (const wrong of filled.wrongs)
      reading.report({ place: value.place, text: words`${labelOf(reading.tree, at)}: ${wrong.text}`, fix: wrong.fix })
    return []
  })
}

function keysAt({ tree }: Reading, path: Path): Path {
  const map = subtree(tree, path)
  return map?.kind === 'map' ? map.entries.map(({ key }) => key) : []
}

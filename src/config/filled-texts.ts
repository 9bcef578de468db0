import { words } from '../model/outside.ts'
import { labelOf } from './labels.ts'
import { type Reading, reportAt } from './sources.ts'
import { type Path, subtree } from './tree.ts'
import { fillIn } from './variables.ts'

/** One entry of a map of texts: `source` as written, `text` with the environment's values, which may be secrets. */
export type FilledText = { readonly key: string; readonly source: string; readonly text: string }

/** The texts of a map such as `headers`, filled in from the environment. What cannot be filled in is reported and left out. */
export function filledTexts(reading: Reading, path: Path): readonly FilledText[] {
  const map = subtree(reading.tree, path)
  if (map?.kind !== 'map') return []
  return map.entries.flatMap(({ key, value }) => {
    if (value.kind !== 'scalar') return []
    const filled = fillIn(value.text, reading.sources.env)
    if (filled.state === 'filled') return [{ key, source: value.text, text: filled.text }]
    const at = [...path, key]
    for (const wrong of filled.wrongs)
      reportAt(reading, at, words`${labelOf(reading.tree, at)}: ${wrong.text}`, wrong.fix)
    return []
  })
}

import { outside, words } from '../model/outside.ts'
import { labelOf } from './labels.ts'
import { type Reading, reportAt } from './sources.ts'
import { type Path, subtree, type Tree, toJson } from './yaml/tree.ts'

/** A literal value as JSON text. What has no JSON is reported; `null` where nothing is written. */
export function readLiteral(reading: Reading, path: Path, what: string): string | null {
  const tree = subtree(reading.tree, path)
  if (tree === null) return null
  if (tree.kind === 'empty' && tree.text === '') {
    reportAt(
      reading,
      path,
      words`${labelOf(reading.tree, path)} is empty`,
      words`Write the ${what}, null for a ${what} of null, or remove the key.`,
    )
  }
  reportNoNumbers(reading, path, tree)
  return toJson(tree)
}

/** YAML's `.nan` and `.inf` have no JSON; taken as texts they would surprise. */
function reportNoNumbers(reading: Reading, path: Path, tree: Tree): void {
  if (tree.kind === 'list') for (const item of tree.items) reportNoNumbers(reading, path, item)
  if (tree.kind === 'map') for (const { value } of tree.entries) reportNoNumbers(reading, path, value)
  if (tree.kind !== 'scalar' || !tree.plain || !/^(?:[-+]?\.inf|\.nan)$/i.test(tree.text)) return
  const text = words`${labelOf(reading.tree, path)}: ${outside(tree.text)} is no JSON, which has no such number`
  reading.report({ place: tree.place, text, fix: words`Write a number, or quote it if the text is meant.` })
}

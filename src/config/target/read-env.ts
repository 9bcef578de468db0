import { outside, words } from '../../model/outside.ts'
import { filledTexts } from '../filled-texts.ts'
import { labelOf } from '../labels.ts'
import { type Reading, reportAt, reportKey } from '../sources.ts'
import { isVariableName } from '../variables.ts'
import { type Path, subtree } from '../yaml/tree.ts'
import { readEnvFiles } from './read-env-file.ts'

/** The environment of the container at `path`: what its files say, and over it what `env` says. What is wrong is reported, never with a value. */
export function readEnv(reading: Reading, path: Path): Readonly<Record<string, string>> {
  return { ...readEnvFiles(reading, [...path, 'env-file']), ...readEnvMap(reading, [...path, 'env']) }
}

function readEnvMap(reading: Reading, path: Path): Readonly<Record<string, string>> {
  const env = subtree(reading.tree, path)
  if (env?.kind !== 'map') return {}
  const label = labelOf(reading.tree, path)
  for (const { key } of env.entries) {
    if (isVariableName(key)) continue
    const fix = words`Write a name without spaces and without "=".`
    reportKey(reading, path, key, words`${label}: "${outside(key)}" is not the name of a variable`, fix)
  }
  const filled = filledTexts(reading, path)
  for (const { key, text } of filled) {
    const at = [...path, key]
    if (text.includes('\0'))
      reportAt(reading, at, words`${labelOf(reading.tree, at)} holds a zero character`, words`Remove it.`)
  }
  return Object.fromEntries(filled.map(({ key, text }) => [key, text]))
}

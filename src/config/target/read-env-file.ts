import { outside, type Words, words } from '../../model/outside.ts'
import { type Parsed, parsed, wrong } from '../../model/parsed.ts'
import { fileText, type NamedFile, reportFile } from '../named-file.ts'
import type { Reading } from '../sources.ts'
import { isRunnersOwn, isVariableName } from '../variables.ts'
import { type Path, subtree, type Tree } from '../yaml/tree.ts'

const MOST = { bytes: 1024 ** 2, what: 'A file of variables' }
/** More wrong lines say nothing that these do not. */
const MOST_TOLD = 3

type Env = Readonly<Record<string, string | undefined>>

/** The variables of one file or of several, of which a later one wins. What is wrong is reported. */
export function readEnvFiles(reading: Reading, path: Path): Readonly<Record<string, string>> {
  const written = subtree(reading.tree, path)
  const files: readonly (readonly [Tree, Path])[] =
    written === null
      ? []
      : written.kind === 'list'
        ? written.items.map((item, index) => [item, [...path, index]] as const)
        : [[written, path]]
  const pairs = files.flatMap(([tree, at]) =>
    tree.kind === 'scalar' ? readFile(reading, { path: at, name: tree.text, most: MOST }) : [],
  )
  return Object.fromEntries(pairs)
}

type Pair = readonly [name: string, value: string]

function readFile(reading: Reading, file: NamedFile): readonly Pair[] {
  const text = fileText(reading, file)
  if (text === null) return []
  const read = readEnvFile(text, reading.sources.env)
  for (const { text, fix } of read.mistakes.slice(0, MOST_TOLD)) reportFile(reading, file, { text, fix })
  return read.pairs
}

type EnvFile = {
  readonly pairs: readonly Pair[]
  readonly mistakes: readonly { readonly text: Words; readonly fix: Words }[]
}

/**
 * A file as `docker run --env-file` reads it: nothing is unquoted or filled in.
 *
 *     file = { line } ; line = [ "#" comment ] | name "=" value | name
 *
 * A name alone has the value that `env` has for it. A line that is wrong may hold a secret (the middle of a key, say), and is not shown.
 */
export function readEnvFile(text: string, env: Env): EnvFile {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ line: line.trimStart(), number: index + 1 }))
  const read = lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, number }) => readLine(line, number, env))
  return {
    pairs: read.flatMap((one) => (one.state === 'value' ? [one.value] : [])),
    mistakes: read.filter((one) => one.state === 'wrong'),
  }
}

function readLine(line: string, number: number, env: Env): Parsed<Pair> {
  const equals = line.indexOf('=')
  const name = equals === -1 ? line.trimEnd() : line.slice(0, equals)
  if (!isVariableName(name)) {
    return wrong(
      words`has no name of a variable in line ${number}`,
      words`Write NAME=value, the name without spaces. (The line is not shown, it may be a secret.)`,
    )
  }
  if (line.includes('\0')) return wrong(words`holds a zero character in line ${number}`, words`Remove it.`)
  if (equals !== -1) return parsed([name, line.slice(equals + 1)])
  if (isRunnersOwn(name)) {
    return wrong(
      words`asks for ${outside(name)} in line ${number}, which is refused: it would hand the runner's own inputs or credentials to the image`,
      words`Set a variable with a name of your own (env: in the workflow) and write that name.`,
    )
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (value !== undefined) return parsed([name, value])
  return wrong(
    words`names a variable in line ${number} that is not set`,
    words`Set it (env: in the workflow, export in a shell), or write NAME=value. (The line is not shown, it may be a secret.)`,
  )
}

import { ConfigError, type Problem } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'
import { readSource } from '../yaml/source.ts'
import { type MapTree, subtree } from '../yaml/tree.ts'

/** The services of a compose file by their names. `name`: what problems call the file. Throws ConfigError where it cannot be read or has none. */
export function readServices({ text, name }: { readonly text: string; readonly name: string }): MapTree {
  const file = readFile(text, name)
  const found = subtree(file, ['services'])
  if (found?.kind === 'map' && found.entries.length > 0) return found
  const fix = words`Give a file with "services:" by --compose.`
  throw new ConfigError([{ place: found?.place ?? file.place, text: words`the compose file has no services`, fix }])
}

function readFile(text: string, name: string): MapTree {
  const { tree, problems } = readSource(text, name)
  // Tags such as !reset and !override are compose's own; what they stand at is read as if they were not there.
  const told = problems.filter(({ text: [first] }) => first !== 'the tag ').map(asCompose)
  if (tree === null || told.length > 0) throw new ConfigError(told)
  return tree
}

/** The reader of YAML speaks of the configuration. */
function asCompose({ place, text, fix }: Problem): Problem {
  const renamed = text.map((part) =>
    typeof part === 'string' ? part.replace('the configuration', 'the compose file') : part,
  )
  const ours = fix.some((part) => typeof part === 'string' && /json-file|target:/.test(part))
  return { place, text: renamed, fix: ours ? words`Give a compose file by --compose.` : fix }
}

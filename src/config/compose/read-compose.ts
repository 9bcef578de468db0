import { ConfigError, type Place, type Problem } from '../../model/errors.ts'
import { nearest } from '../../model/nearest.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { readSource } from '../source.ts'
import { entryOf, type MapTree, subtree } from '../tree.ts'
import type { ComposeOrder, ComposeTarget } from './compose-order.ts'
import { readService } from './read-service.ts'

const MOST_LISTED = 20

/** What a compose file says about one of its services. Throws ConfigError where the file or the service cannot be read. */
export function readCompose(order: ComposeOrder): ComposeTarget {
  const file = readFile(order)
  const found = subtree(file, ['services'])
  if (found?.kind !== 'map' || found.entries.length === 0) {
    throw mistake(
      found?.place ?? file.place,
      words`the compose file has no services`,
      words`Give a file with "services:" by --compose.`,
    )
  }
  const service = chooseService(found, order.service)
  const { name, tree } = service
  if (tree.kind === 'map') return readService(name, tree, order)
  throw mistake(tree.place, words`the service "${outside(name)}" has no keys`, words`Give another one by --service.`)
}

function readFile({ text, name }: ComposeOrder): MapTree {
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

function chooseService(services: MapTree, wanted: string | null) {
  const names = services.entries.map(({ key }) => key)
  const listed = words`Services: ${outside(names.slice(0, MOST_LISTED).join(', '))}`
  const [only, second] = names
  if (wanted === null && second !== undefined) {
    throw mistake(
      services.place,
      words`the compose file has ${names.length} services`,
      words`Choose one by --service. ${listed}`,
    )
  }
  const name = wanted ?? only ?? ''
  const entry = entryOf(services, name)
  if (entry !== null) return { name, tree: entry.value }
  const near = nearest(name, names)
  const guess = near === null ? [] : words`Did you mean "${outside(near)}"? `
  throw mistake(services.place, words`the compose file has no service "${outside(name)}"`, words`${guess}${listed}`)
}

function mistake(place: Place, text: Words, fix: Words): ConfigError {
  return new ConfigError([{ place, text, fix }])
}

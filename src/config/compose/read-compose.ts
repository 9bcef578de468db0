import { ConfigError, type Place } from '../../model/errors.ts'
import { nearest } from '../../model/nearest.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { entryOf, type MapTree } from '../yaml/tree.ts'
import type { ComposeOrder, ComposeTarget } from './compose-order.ts'
import { readService } from './read-service.ts'
import { readServices } from './read-services.ts'

const MOST_LISTED = 20

/** What a compose file says about one of its services. Throws ConfigError where the file or the service cannot be read. */
export function readCompose(order: ComposeOrder): ComposeTarget {
  const service = chooseService(readServices(order), order.service)
  const { name, tree } = service
  if (tree.kind === 'map') return readService(name, tree, order)
  throw mistake(tree.place, words`the service "${outside(name)}" has no keys`, words`Give another one by --service.`)
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

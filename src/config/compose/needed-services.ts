import { type MapTree, subtree } from '../yaml/tree.ts'

/** The services that compose brings up for one of them: itself first, then all that it depends on, however indirectly. */
export function neededServices(services: MapTree, name: string): readonly string[] {
  const needed = new Set([name])
  // A set is walked in the order of its filling, what is added on the way included.
  for (const one of needed) for (const other of dependsOn(services, one)) needed.add(other)
  return [...needed]
}

/** A list of names, or a map of them with conditions. */
function dependsOn(services: MapTree, name: string): readonly string[] {
  const tree = subtree(services, [name, 'depends_on'])
  if (tree?.kind === 'map') return tree.entries.map(({ key }) => key)
  return tree?.kind === 'list' ? tree.items.flatMap((item) => (item.kind === 'scalar' ? [item.text] : [])) : []
}

import { integer } from '../schema/scalars.ts'
import { type MapTree, subtree, type Tree } from '../yaml/tree.ts'
import { fillCompose } from './variables.ts'

const port = integer(1, 65_535)

/** The TCP ports inside the container that `ports` publishes, else those of `expose`, each once, in order. Ranges are left out. */
export function containerPorts(service: MapTree, env: Readonly<Record<string, string | undefined>>): readonly string[] {
  for (const key of ['ports', 'expose']) {
    const tree = subtree(service, [key])
    const items = tree?.kind === 'list' ? tree.items : []
    const found = items.flatMap((item) => inside(item, env) ?? [])
    if (found.length > 0) return [...new Set(found)]
  }
  return []
}

/** `8000`, `8080:8000`, `127.0.0.1:8080:8000/tcp`, or a map with `target` and `protocol`. */
function inside(item: Tree, env: Readonly<Record<string, string | undefined>>): string | null {
  const protocol = subtree(item, ['protocol'])
  if (protocol?.kind === 'scalar' && protocol.text !== 'tcp') return null
  const written = item.kind === 'map' ? subtree(item, ['target']) : item
  if (written?.kind !== 'scalar') return null
  const text = fillCompose(written.text, env)
    .text.replace(/^.*:/s, '')
    .replace(/\/tcp$/, '')
  return port(text).state === 'value' ? text : null
}

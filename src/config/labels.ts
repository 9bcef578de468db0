import { outside, type Words, words } from '../model/outside.ts'
import { type Path, subtree, type Tree } from './yaml/tree.ts'

/** A longer name is a mistake of its own, and its number is easier to read. */
const LONGEST_NAME = 60

const ENTRY = { requests: 'request', stages: 'stage', thresholds: 'threshold', accept: 'waiver' } as const

/** How a problem names a path: `target.cpus`, `stage "steady", duration`, `request 2`, `threshold 1`, `waiver 1, until`. Entries are counted from 1. */
export function labelOf(tree: Tree, path: Path): Words {
  const [list, index, ...rest] = path
  if (typeof list !== 'string' || typeof index !== 'number' || !(list in ENTRY)) return dotted(path)
  const kind = ENTRY[list as keyof typeof ENTRY]
  const name = subtree(tree, [list, index, 'name'])
  const entry =
    name?.kind === 'scalar' && name.text !== '' && name.text.length <= LONGEST_NAME
      ? words`${kind} "${outside(name.text)}"`
      : words`${kind} ${index + 1}`
  return rest.length === 0 ? entry : words`${entry}, ${dotted(rest)}`
}

/** Keys of maps such as `headers` are the user's own. */
function dotted(path: Path): Words {
  return path.length === 0
    ? ['the configuration']
    : [outside(path.map((step) => (typeof step === 'number' ? String(step + 1) : String(step))).join('.'))]
}

import { outside, words } from '../../model/outside.ts'
import { networkName } from '../schema/container-scalars.ts'
import { type Reading, reportAt } from '../sources.ts'
import { fillIn } from '../variables.ts'
import { subtree } from '../yaml/tree.ts'

const PATH = ['target', 'network']

/** The network that the target joins, filled in from the environment: the network of a job's services has a new name in each run. What is wrong is reported. */
export function readNetwork(reading: Reading): string | null {
  const written = subtree(reading.tree, PATH)
  if (written?.kind !== 'scalar') return null
  const filled = fillIn(written.text, reading.sources.env)
  if (filled.state === 'wrong') {
    for (const { text, fix } of filled.wrongs) reportAt(reading, PATH, words`target.network: ${text}`, fix)
    return null
  }
  const name = networkName(filled.text)
  if (name.state === 'value') return name.value
  const text =
    filled.text === written.text
      ? name.text
      : words`"${outside(written.text)}" is not the name of a network that can be joined, once the environment is filled in`
  reportAt(reading, PATH, words`target.network: ${text}`, name.fix)
  return null
}

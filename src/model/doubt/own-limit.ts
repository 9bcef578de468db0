import { type Words, words } from '../outside.ts'
import type { StageSamples } from '../samples.ts'

/**
 * Why a stage says nothing of the target where connections were not even tried: the generator's own machine had no more files, ports or
 * memory for them. `null` when that never happened. It is the run's doing, never the target's: one such connection is load that was not offered.
 */
export function ownLimit(samples: readonly StageSamples[]): Words | null {
  const groups = samples
    .flatMap((one) => one.perRequest.flatMap((request) => request.failures))
    .filter((group) => group.kind === 'own-limit')
  if (groups.length === 0) return null
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  const example = groups.find((group) => group.example !== null)?.example ?? null
  const said = example === null ? '' : words` (${example})`
  const times = count === 1 ? 'once' : `${count} times`
  return words`the load generator could not open a connection ${times} because its own machine had no more files, ports or memory for it${said}; raise the limit of open files (ulimit -n), or use fewer connections and keep them`
}

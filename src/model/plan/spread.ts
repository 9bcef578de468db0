import type { Stage, TargetSpec } from '../config.ts'
import { outside, type Words, words } from '../outside.ts'

/** The busiest replicas may have this much more than the others before it is worth a word. */
const UNEVEN = 0.2

/**
 * What has to be known of a stage whose connections the generator cannot spread evenly over the replicas: each connection leads to one of them, the first
 * to the first. `null` where some have little more than others.
 */
export function describeUnevenSpread(
  { name, load }: Pick<Stage, 'name' | 'load'>,
  { replicas, balancer }: Pick<TargetSpec, 'replicas' | 'balancer'>,
): Words | null {
  if (balancer.kind !== 'client' || load.model === 'rate') return null
  const { from, to } = load.model === 'connections' ? load.connections : load.users
  const count = Math.max(from, to)
  const least = Math.floor(count / replicas)
  if (count === 0 || least === count / replicas) return null
  const what = `${count} ${load.model === 'connections' ? 'connection' : 'user'}${count === 1 ? '' : 's'}`
  const spread = words`stage ${outside(name)}: warning: ${what} on ${replicas} replicas: `
  const more = count % replicas
  if (least === 0) return words`${spread}${which(more + 1, replicas)} nothing`
  if ((least + 1) / least <= 1 + UNEVEN) return null
  return words`${spread}${which(1, more)} ${least + 1}, ${which(more + 1, replicas)} ${least}`
}

/** `replica 1 gets`, `replicas 2 to 5 get`. */
function which(first: number, last: number): string {
  return first === last ? `replica ${first} gets` : `replicas ${first} to ${last} get`
}

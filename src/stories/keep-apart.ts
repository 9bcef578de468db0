import { words } from '../model/outside.ts'
import { ownCores, type Sized } from '../model/plan/target-cpus.ts'
import type { Load, Scope } from '../ports.ts'

/**
 * Keeps the load generator off the cores that the target's containers are bound to. Gives those that it is left with; `null`: any. Where
 * this machine cannot do it, that is said before anything is measured. Throws SetupError where no core would be left.
 */
export async function keepApart(
  load: Pick<Load, 'keepOff'>,
  target: Sized,
  { log }: Pick<Scope, 'log'>,
): Promise<readonly number[] | null> {
  const cores = ownCores(target)
  if (cores === null) return null
  const left = await load.keepOff(cores)
  if (left === null) {
    log.warn(
      words`the load generator cannot be kept off the cores ${cores.join(', ')} of "cpuset" on this machine (that takes Linux, and "taskset" of util-linux): it shares them with the target, which is then slower than its cores alone would let it be`,
    )
  }
  return left
}

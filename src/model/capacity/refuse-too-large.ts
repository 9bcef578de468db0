import { SetupError } from '../errors.ts'
import { words } from '../outside.ts'
import { roomBytes } from '../plan/machine-room.ts'
import { formatBytes } from '../units.ts'
import type { CapacityQuestion } from './capacity.ts'

/** Refuses before anything is started a memory floor whose largest limit the machine cannot hold: a search would come to it after others that take minutes. Throws SetupError. */
export function refuseTooLarge({
  searches,
  plan,
  machine,
}: Pick<CapacityQuestion, 'searches' | 'plan' | 'machine'>): void {
  if (searches.memoryFloor === null) return
  const { to } = searches.memoryFloor.range
  const most = roomBytes(machine, plan.balancer)
  if (plan.replicas * to <= most) return
  const each = plan.replicas === 1 ? '' : `${plan.replicas} x `
  throw new SetupError(
    words`the memory floor is searched up to ${each}${formatBytes(to)}, but of the ${formatBytes(machine.memoryBytes)} of the engine's machine the target may take ${formatBytes(Math.max(0, most))}`,
    words`Lower the end of "capacity.memory-floor.memory" (without it: "target.memory")${plan.replicas === 1 ? '' : ' or "target.replicas"'}, or use a larger runner.`,
  )
}

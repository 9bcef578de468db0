import type { Start } from '../evidence.ts'
import type { Words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import { describeEnding } from './endings.ts'
import { killedContainer, seenBytes } from './killed-container.ts'

/** How the target of a start went away or never came, in one sentence, by all that was seen of it; `null` where it lived to the end. */
export function describeEnd(start: Start, plan: Pick<PlanRecord, 'memoryBytes' | 'balancer'>): Words | null {
  if (start.ending === null) return null
  const killed = start.state === 'ready' ? killedContainer(start.ending, start, plan) : null
  return describeEnding(start.ending, plan, killed && seenBytes(killed.figures))
}

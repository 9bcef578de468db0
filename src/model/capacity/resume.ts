import { machineClass } from '../machine.ts'
import { type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import { planDifferences } from '../plan/plan-differences.ts'
import type { Capacity, CapacityQuestion } from './capacity.ts'

/** Whether an earlier run can be gone on with. `why`: what of it is not the same. */
export type Resume =
  | { readonly state: 'go-on'; readonly earlier: Capacity }
  | { readonly state: 'begin'; readonly why: Words | null }

/**
 * An earlier run that did not come to its end is gone on with where it asked the same of the same. One that was complete is measured anew.
 */
export function resumeFrom(earlier: Capacity, question: CapacityQuestion): Resume {
  if (earlier.ended === 'complete' || earlier.trials.length === 0) return { state: 'begin', why: null }
  const why = difference(earlier, question)
  return why === null ? { state: 'go-on', earlier } : { state: 'begin', why }
}

function difference(earlier: Capacity, question: CapacityQuestion): Words | null {
  if (earlier.image.id !== question.image.id) return words`the image is another one now`
  if (machineClass(earlier.machine) !== machineClass(question.machine)) return words`the machine is another one now`
  const [plan] = planDifferences(earlier.plan, question.plan)
  if (plan !== undefined) return plan
  if (!isSame(whatElse(earlier.plan), whatElse(question.plan))) return words`the plan was changed`
  if (!isSame(earlier.asked.thresholds, question.asked.thresholds)) return words`the thresholds were changed`
  if (!isSame(earlier.searches, question.searches)) return words`"capacity" was changed`
  if (earlier.setup !== question.setup) return words`the target is set up in another way now`
  return null
}

/** What the differences of two gates leave out. The budget may be raised, and the seed is taken over. */
function whatElse({ rounds, envNames, tls }: PlanRecord): unknown {
  return [rounds, envNames, tls]
}

/** Both are plain data that was written or parsed key by key in one order. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

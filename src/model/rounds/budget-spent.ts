import type { Round } from '../evidence.ts'
import { type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import { formatMs } from '../units.ts'
import { isBudgetSpent } from './pair-course.ts'
import { sift } from './sift-rounds.ts'

/** That no further round fitted the budget before the last look, in words; `null` where one did, or none was needed. */
export function budgetSpent(plan: PlanRecord, evidence: readonly Round[], last: number): Words | null {
  const { kept, dropped } = sift(plan, evidence)
  if (kept.length >= last || !isBudgetSpent(plan, evidence)) return null
  const others = dropped.length === 0 ? '' : ` and ${dropped.length} that did not count`
  return words`the budget of ${formatMs(plan.budgetMs)} was spent after ${kept.length} of ${last} rounds${others}`
}

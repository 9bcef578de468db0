import type { Ms } from '../config.ts'
import { type Words, words } from '../outside.ts'
import type { Plan } from '../plan/plan.ts'
import { plannedStageMs } from '../plan/stage-load.ts'
import { formatMs, formatMsRange } from '../units.ts'
import { describeLooks, FIRST_LOOK, firstLook } from './looks.ts'
import { lastLookFor } from './pair-course.ts'

/**
 * What a paired comparison will take at the least, by the load that is planned and by what its first starts took; how long their removal takes shows only at the end
 * of the round. `null` without a comparison, and where a stage ends by a count: nobody knows how long that takes.
 *
 * @param startupMs of the sides that were started first: both, or the first of the round where they live one after the other
 */
export function costAfterStart(plan: Plan, startupMs: readonly Ms[]): Words | null {
  if (plan.pairing === null || plan.stages.some((stage) => plannedStageMs(stage) === null)) return null
  const startsMs = ofBothStarts(plan.pairing, startupMs)
  const roundMs = plan.loadMs / plan.rounds + startsMs
  const last = lastLookFor(plan, roundMs)
  const round = words`The starts of a round take ${formatMs(startsMs)}, so that it takes ${formatMs(roundMs)} or more`
  if (last === null) {
    return words`${round}: ${FIRST_LOOK} rounds do not fit the budget of ${formatMs(plan.budgetMs)}, and the candidate goes on alone after the first one`
  }
  return words`${round}, and the comparison ${formatMsRange([firstLook(last) * roundMs, last * roundMs])} (${describeLooks(last)})`
}

function ofBothStarts({ together, startsInTurn }: NonNullable<Plan['pairing']>, startupMs: readonly Ms[]): Ms {
  if (!together) return 2 * Math.max(0, ...startupMs)
  return startsInTurn ? startupMs.reduce((sum, ms) => sum + ms, 0) : Math.max(0, ...startupMs)
}

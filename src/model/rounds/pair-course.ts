import { describeEnd } from '../causes/describe-end.ts'
import { describeEnding } from '../causes/endings.ts'
import type { Ms } from '../config.ts'
import type { Round, Start } from '../evidence.ts'
import { outside, type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import { formatMs } from '../units.ts'
import { FIRST_LOOK, lastLookWithin } from './looks.ts'

/** A budget that just holds its rounds is spent one short when the later ones are a little slower than the first. */
export const BUDGET_ROOM = 1.1

/** How a paired comparison goes on, as far as its evidence says. It never depends on which side was faster. */
export type Course =
  /** `last`: the rounds of the last look, fixed by what the first round took, with a tenth to spare. */
  | { readonly state: 'pairing'; readonly last: number }
  /** Six rounds do not fit the budget with that. */
  | { readonly state: 'too-long'; readonly why: Words }
  /** The baseline's image does not start, answer or live under today's plan. */
  | { readonly state: 'not-comparable'; readonly why: Words }

/** `null` where the plan has one side. The evidence may be that of a comparison that is still under way. */
export function pairCourse(plan: PlanRecord, evidence: readonly Round[]): Course | null {
  if (plan.pairing === null) return null
  for (const round of evidence) {
    const why = baselineTrouble(plan, round)
    if (why !== null) return { state: 'not-comparable', why }
  }
  const first = evidence[0]
  if (first === undefined) return { state: 'pairing', last: plan.rounds }
  const last = lastLookFor(plan, first.ms)
  if (last !== null) return { state: 'pairing', last }
  const needMs = BUDGET_ROOM * FIRST_LOOK * first.ms
  const starts = first.starts.map((start) => (start.state === 'ready' ? start.startupMs : 0))
  return {
    state: 'too-long',
    why: words`a round takes ${formatMs(first.ms)} (starts up to ${formatMs(Math.max(0, ...starts))}): ${FIRST_LOOK} rounds need ${formatMs(needMs)} with a tenth to spare, the budget is ${formatMs(plan.budgetMs)}`,
  }
}

/** The last look of rounds that take so long each, with a tenth of the budget to spare; `null` where not even the first one fits. */
export function lastLookFor({ rounds, budgetMs }: Pick<PlanRecord, 'rounds' | 'budgetMs'>, roundMs: Ms): number | null {
  return lastLookWithin(Math.min(rounds, Math.floor(budgetMs / (BUDGET_ROOM * roundMs))))
}

/** Whether another round, as long as the longest so far, would end after the budget. */
export function isBudgetSpent({ budgetMs }: Pick<PlanRecord, 'budgetMs'>, evidence: readonly Round[]): boolean {
  const spentMs = evidence.reduce((sum, { ms }) => sum + ms, 0)
  const longestMs = Math.max(0, ...evidence.map(({ ms }) => ms))
  return evidence.length > 0 && spentMs + longestMs > budgetMs
}

/** What keeps the baseline from being measured, in words. */
function baselineTrouble(plan: PlanRecord, { starts, round }: Round): Words | null {
  const start = starts.find(({ side }) => side === 'baseline')
  if (start === undefined) return null
  if (start.state === 'failed') {
    return words`the baseline's image did not start (round ${round}): ${describeEnding(start.ending, plan)}`
  }
  const probe = start.probes.find(({ ok }) => !ok)
  if (probe !== undefined) {
    return words`the baseline's image did not answer ${outside(probe.request)} as expected (${probe.status ?? 'no answer'})`
  }
  return goneUnderLoad(plan, start, round)
}

function goneUnderLoad(plan: PlanRecord, start: Start & { state: 'ready' }, round: number): Words | null {
  const end = describeEnd(start, plan)
  if (end !== null) return words`the baseline's image went away under load (round ${round}): ${end}`
  const stage = start.stages.find(({ ended }) => ended.how === 'aborted')
  if (stage?.ended.how !== 'aborted' || !['no-answers', 'failing'].includes(stage.ended.why)) return null
  return words`the baseline's image did not hold stage ${outside(stage.stage)} (round ${round})`
}

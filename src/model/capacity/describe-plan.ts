import type { Ms } from '../config.ts'
import { type Words, words } from '../outside.ts'
import { formatMs } from '../units.ts'
import { type CostlyQuestion, searchCosts } from './search-costs.ts'

/** What a capacity run will take at worst, for the log before anything starts. `readyWithinMs`: the longest that a start may take. */
export function describeCapacityPlan(question: CostlyQuestion, readyWithinMs: Ms, timeLimitMs: Ms): readonly Words[] {
  const costs = searchCosts(question)
  const trials = costs.reduce((sum, one) => sum + one.trials, 0)
  const loadMs = costs.reduce((sum, one) => sum + one.loadMs, 0)
  const { rounds, budgetMs, seed } = question.plan
  const worstMs = loadMs + trials * rounds * readyWithinMs
  const fits = loadMs <= budgetMs ? '' : ' of which the budget allows a part'
  return [
    ...costs.map(
      ({ search, what, trials: most, loadMs: ms }) =>
        words`${search}: ${what}; at most ${most} ${most === 1 ? 'configuration' : 'configurations'}, ${formatMs(ms)} of load`,
    ),
    words`each on ${rounds === 1 ? 'a fresh start' : `${rounds} fresh starts`}; at most ${trials} in all, ${formatMs(loadMs)} of load${fits}; ${formatMs(worstMs)} at worst, were each start to take all of target.ready.within (${formatMs(readyWithinMs)})`,
    words`budget ${formatMs(budgetMs)}: what would not fit is not begun, and the next run goes on with it; time limit ${formatMs(timeLimitMs)}; seed ${seed}`,
  ]
}

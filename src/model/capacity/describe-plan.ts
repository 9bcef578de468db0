import type { Ms } from '../config.ts'
import { type Words, words } from '../outside.ts'
import { formatMs } from '../units.ts'
import { type CostlyQuestion, searchCosts } from './search-costs.ts'
import { hasStagesByCount } from './trial-time.ts'
import { worstCase } from './worst-case.ts'

/** What a capacity run will take at worst, for the log before anything starts. `readyWithinMs`: the longest that a start may take. */
export function describeCapacityPlan(question: CostlyQuestion, readyWithinMs: Ms, timeLimitMs: Ms): readonly Words[] {
  const costs = searchCosts(question)
  const trials = costs.reduce((sum, one) => sum + one.trials, 0)
  const loadMs = costs.reduce((sum, one) => sum + one.loadMs, 0)
  const { rounds, budgetMs, seed } = question.plan
  const byCount = hasStagesByCount(question) ? ', and what the stages by count take' : ''
  const fits = loadMs <= budgetMs ? '' : ' of which the budget allows a part'
  const worst = worstCase(question, readyWithinMs, timeLimitMs)
  return [
    ...costs.map(
      ({ search, what, trials: most, loadMs: ms }) =>
        words`${search}: ${what}; at most ${most} ${most === 1 ? 'configuration' : 'configurations'}, ${formatMs(ms)} of load`,
    ),
    words`each on ${rounds === 1 ? 'a fresh start' : `${rounds} fresh starts`}; at most ${trials} in all, ${formatMs(loadMs)} of load${byCount}${fits}, and what the starts take`,
    words`budget ${formatMs(budgetMs)}: what would not fit is not begun, and the next run in the same folder goes on with it; ${formatMs(worst.ms)} at worst (${worst.why}); time limit ${formatMs(timeLimitMs)}; seed ${seed}`,
  ]
}

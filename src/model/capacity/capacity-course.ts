import type { Ms } from '../config.ts'
import type { TrialPlace } from '../progress.ts'
import type { Ended } from '../rounds/next.ts'
import { mean } from '../statistics/statistics.ts'
import { describeStep } from './describe-trial.ts'
import { type CostlyQuestion, type SearchCost, searchCosts } from './search-costs.ts'
import type { Trial, TrialStep } from './trial.ts'
import { startsMs } from './trial-time.ts'

/** How far a capacity run has come when it begins a configuration. */
export type CapacityCourse = {
  readonly place: TrialPlace
  /** What the configurations before it took, those of before an interruption among them. */
  readonly spentMs: Ms
  /** To the end of the run, at most: a search may have its answer earlier. */
  readonly leftMs: Ms
}

/** Configurations that may still come, each as long as others of its search took; the budget ends them earlier. */
export function capacityCourse(question: CostlyQuestion, trials: readonly Trial[], step: TrialStep): CapacityCourse {
  const costs = searchCosts(question)
  const under = costs.slice(costs.findIndex(({ search }) => search === step.search))
  const left = under.map((cost) => ({ cost, trials: trialsLeft(cost, trials, step) }))
  const spentMs = trials.reduce((sum, { ms }) => sum + ms, 0)
  const neededMs = left.reduce((sum, one) => sum + one.trials * usualMs(question, one.cost, trials), 0)
  return {
    place: {
      what: describeStep(step),
      number: trials.length + 1,
      most: trials.length + left.reduce((sum, one) => sum + one.trials, 0),
    },
    spentMs,
    leftMs: Math.min(neededMs, Math.max(0, question.plan.budgetMs - spentMs)),
  }
}

/** What a busy machine or the load generator has spoilt is measured again, beside what was planned. */
const SPOILT: readonly Ended[] = ['too-noisy', 'own-limit', 'generator-stuck']

function trialsLeft({ search, trials: most }: SearchCost, trials: readonly Trial[], step: TrialStep): number {
  const done = trials.filter((trial) => trial.search === search && !SPOILT.includes(trial.ended)).length
  return Math.max(search === step.search ? 1 : 0, most - done)
}

/** What one configuration of a search took so far; before the first its load by plan, and for its starts what they took others. */
function usualMs(question: CostlyQuestion, { search, trials: most, loadMs }: SearchCost, trials: readonly Trial[]): Ms {
  const own = trials.filter((trial) => trial.search === search)
  if (own.length > 0) return mean(own.map(({ ms }) => ms))
  return loadMs / Math.max(1, most) + startsMs(question, trials)
}

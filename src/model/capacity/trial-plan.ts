import type { Config, Stage } from '../config.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { SeededRandom } from '../statistics/seeded-random.ts'
import type { CapacityConfig } from './capacity-config.ts'
import { SCOUT_CONNECTIONS } from './next-trial.ts'
import type { Level, TrialStep } from './trial.ts'
import { trialStages } from './trial-stages.ts'

/** Fresh starts of each configuration, where nobody asked for a number: a search asks often, and its neighbours check an answer. */
const CAPACITY_ROUNDS = 1

const SHORTEST_LIMIT_MS = 10 * 60_000

/** The plan that all configurations are made of: that of a gate, within the budget. */
export function capacityPlan(config: Config, seed: number): Plan {
  const plan = makePlan({ ...config, rounds: config.rounds ?? CAPACITY_ROUNDS }, seed)
  return { ...plan, timeLimitMs: config.timeLimitMs ?? Math.max(SHORTEST_LIMIT_MS, 2 * plan.budgetMs) }
}

/**
 * The plan of one configuration. What is measured again, for the `again`th time, has other arrivals and another order of requests: else the luck of
 * one sequence would be measured again with it.
 */
export function trialPlan(plan: Plan, searches: CapacityConfig, step: TrialStep, again: number): Plan {
  const seed = again === 0 ? plan.seed : new SeededRandom(plan.seed, again).next()
  return { ...plan, seed, target: { ...plan.target, ...step.box }, stages: trialStages(plan.stages, searches, step) }
}

/** Every stage that the searches may ask for at their heaviest: what connections and open files have to do for. */
export function heaviestStages(stages: readonly Stage[], searches: CapacityConfig): readonly Stage[] {
  const { knee, maxRate } = searches
  const steps: { search: 'knee' | 'max-rate'; level: Level }[] = []
  if (knee !== null) steps.push({ search: 'knee', level: { ...knee.load, amount: knee.range.to } })
  if (maxRate !== null) {
    steps.push({ search: 'max-rate', level: { model: 'connections', amount: SCOUT_CONNECTIONS } })
    steps.push({ search: 'max-rate', level: { ...maxRate.load, amount: maxRate.range.to } })
  }
  return [...stages, ...steps.flatMap((step) => trialStages(stages, searches, step))]
}

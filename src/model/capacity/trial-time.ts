import type { Ms } from '../config.ts'
import { plannedStageMs } from '../plan/stage-load.ts'
import { mean } from '../statistics/statistics.ts'
import type { CapacityQuestion } from './capacity.ts'
import type { Trial, TrialStep } from './trial.ts'
import { trialStages } from './trial-stages.ts'

/** The load of one trial, without its starts. Stages that end by a count are not in it: nobody knows how long they take. */
export function trialMs(
  { plan, searches }: Pick<CapacityQuestion, 'plan' | 'searches'>,
  step: Pick<TrialStep, 'search' | 'level'>,
): Ms {
  const stages = trialStages(plan.stages, searches, step)
  return plan.rounds * stages.reduce((sum, stage) => sum + (plannedStageMs(stage) ?? 0), 0)
}

/** What a configuration took beside its load so far, on average: its starts, and rounds that were repeated. */
export function startsMs(question: Pick<CapacityQuestion, 'plan' | 'searches'>, trials: readonly Trial[]): Ms {
  return trials.length === 0 ? 0 : mean(trials.map((trial) => Math.max(0, trial.ms - trialMs(question, trial))))
}

/** Whether the stages of the file, where a search runs them, end by a count: nobody knows how long that takes. */
export function hasStagesByCount({ plan, searches }: Pick<CapacityQuestion, 'plan' | 'searches'>): boolean {
  const isCounted = plan.stages.some((stage) => plannedStageMs(stage) === null)
  const isWarmUpCounted = plan.stages.some((stage) => stage.warmUp && plannedStageMs(stage) === null)
  return isWarmUpCounted || (isCounted && (searches.memoryFloor !== null || searches.table !== null))
}

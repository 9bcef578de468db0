import type { Ms } from '../config.ts'
import { plannedStageMs } from '../plan/stage-load.ts'
import type { CapacityQuestion } from './capacity.ts'
import type { TrialStep } from './trial.ts'
import { trialStages } from './trial-stages.ts'

/** The load of one trial, without its starts. Stages that end by a count are not in it: nobody knows how long they take. */
export function trialMs(
  { plan, searches }: Pick<CapacityQuestion, 'plan' | 'searches'>,
  step: Pick<TrialStep, 'search' | 'level'>,
): Ms {
  const stages = trialStages(plan.stages, searches, step)
  return plan.rounds * stages.reduce((sum, stage) => sum + (plannedStageMs(stage) ?? 0), 0)
}

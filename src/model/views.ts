import type { Ms, Side, Stage } from './config.ts'
import type { Start } from './evidence.ts'
import type { StageView } from './metrics.ts'
import type { PlanRecord } from './plan.ts'
import type { Result } from './result.ts'
import { mergeSamples, type StageSamples } from './samples.ts'

export type ReadyStart = Extract<Start, { state: 'ready' }>

/** The stages whose numbers count: all but the warm-ups. */
export function measuredStages(plan: Pick<PlanRecord, 'stages'>): readonly Stage[] {
  return plan.stages.filter((stage) => !stage.warmUp)
}

/** The starts of one side that became ready, one for each round that has one. */
export function readyStarts(result: Pick<Result, 'evidence'>, side: Side): readonly ReadyStart[] {
  return result.evidence.flatMap((round) =>
    round.starts.filter((start): start is ReadyStart => start.state === 'ready' && start.side === side),
  )
}

/** The samples of one stage, one for each round in which it was begun. */
export function stageSamples(result: Pick<Result, 'evidence'>, side: Side, stage: string): readonly StageSamples[] {
  return readyStarts(result, side).flatMap((start) => start.stages.filter((samples) => samples.stage === stage))
}

/** One stage, round by round, ready for a metric. */
export function stageViews(result: Pick<Result, 'evidence'>, side: Side, stage: string): readonly StageView[] {
  return stageSamples(result, side, stage).map((samples) => ({
    merged: mergeSamples(samples.perRequest),
    seconds: samples.seconds,
  }))
}

/** One stage over all rounds taken together: histograms merged, counts and seconds added. */
export function pooledView(result: Pick<Result, 'evidence'>, side: Side, stage: string): StageView {
  const samples = stageSamples(result, side, stage)
  return {
    merged: mergeSamples(samples.flatMap((one) => one.perRequest)),
    seconds: samples.reduce((sum, one) => sum + one.seconds, 0),
  }
}

export function startupTimes(result: Pick<Result, 'evidence'>, side: Side): readonly Ms[] {
  return readyStarts(result, side).map((start) => start.startupMs)
}

import type { Ms, Side, Stage } from '../config.ts'
import type { Start } from '../evidence.ts'
import type { StageView } from '../metrics/stage-view.ts'
import type { PlanRecord } from '../plan/plan.ts'
import { mergeSamples, type StageSamples } from '../samples.ts'
import type { ContainerFigures, TargetFigures } from '../target-figures.ts'
import type { Result } from './result.ts'

export type ReadyStart = Extract<Start, { state: 'ready' }>

/** One stage of one round and side: what the load saw, and what the target did meanwhile. */
export type StageRun = {
  readonly round: number
  readonly start: ReadyStart
  readonly samples: StageSamples
  /** `null` where the containers could not be watched. */
  readonly figures: TargetFigures | null
}

/** The stages whose numbers count: all but the warm-ups. */
export function measuredStages(plan: Pick<PlanRecord, 'stages'>): readonly Stage[] {
  return plan.stages.filter((stage) => !stage.warmUp)
}

/** The starts of one side that became ready, one for each round that has one. */
export function readyStarts(result: Pick<Result, 'evidence'>, side: Side): readonly ReadyStart[] {
  return readyRounds(result, side).map(({ start }) => start)
}

/** The same, with the number of the round. */
export function readyRounds(
  result: Pick<Result, 'evidence'>,
  side: Side,
): readonly { readonly round: number; readonly start: ReadyStart }[] {
  return result.evidence.flatMap(({ round, starts }) =>
    starts
      .filter((start): start is ReadyStart => start.state === 'ready' && start.side === side)
      .map((start) => ({ round, start })),
  )
}

/** One stage in each round in which it was begun. */
export function stageRuns(result: Pick<Result, 'evidence'>, side: Side, stage: string): readonly StageRun[] {
  return readyRounds(result, side).flatMap(({ round, start }) =>
    start.stages.flatMap((samples, index) =>
      samples.stage === stage ? [{ round, start, samples, figures: watched(start.figures[index]) }] : [],
    ),
  )
}

/** Figures say something where every replica was seen at least once: whatever runs has memory. */
export function watched(figures: TargetFigures | undefined): TargetFigures | null {
  if (figures === undefined || figures.replicas.length === 0) return null
  const unseen = ({ memory }: ContainerFigures) => memory.peakBytes === null && memory.mostWorkingSetBytes === 0
  return figures.replicas.some(unseen) ? null : figures
}

/** The samples of one stage, one for each round in which it was begun. */
export function stageSamples(result: Pick<Result, 'evidence'>, side: Side, stage: string): readonly StageSamples[] {
  return stageRuns(result, side, stage).map(({ samples }) => samples)
}

/** One stage, round by round, ready for a metric. */
export function stageViews(result: Pick<Result, 'evidence'>, side: Side, stage: string): readonly StageView[] {
  return stageRuns(result, side, stage).map((run) => poolRuns([run]))
}

/** One stage over all rounds taken together: histograms merged, counts and seconds added. */
export function pooledView(result: Pick<Result, 'evidence'>, side: Side, stage: string): StageView {
  return poolRuns(stageRuns(result, side, stage))
}

/** Some runs taken together. */
export function poolRuns(runs: readonly StageRun[]): StageView {
  const samples = runs.map((run) => run.samples)
  const merged = mergeSamples(samples.flatMap((one) => one.perRequest))
  return {
    merged,
    seconds: samples.reduce((sum, one) => sum + one.seconds, 0),
    answered: merged.ok + samples.reduce((sum, one) => sum + (one.spawn?.ok ?? 0), 0),
    figures: runs.map((run) => run.figures),
  }
}

export function startupTimes(result: Pick<Result, 'evidence'>, side: Side): readonly Ms[] {
  return readyStarts(result, side).map((start) => start.startupMs)
}

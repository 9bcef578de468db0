import type { Threshold } from '../config.ts'
import type { ResolvedImage } from '../image.ts'
import type { Machine } from '../machine.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Asked } from '../result/asked.ts'
import type { CapacityConfig, LevelKind } from './capacity-config.ts'
import type { CapacityEnded, Trial } from './trial.ts'

/** What a capacity run asks, and of what: everything that its next step follows from, but for what was measured. */
export type CapacityQuestion = {
  readonly image: ResolvedImage
  readonly machine: Machine
  /** That of a gate of the same configuration: the target as it is, and the stages of the file. */
  readonly plan: PlanRecord
  readonly asked: Asked
  readonly searches: CapacityConfig
  /** A fingerprint of what else is set up for each configuration (command, mounts, readiness …), without values of the environment; `null`: not known. */
  readonly setup: string | null
}

/** A capacity run as its file holds it: what was asked and what was measured. Every answer is made from it again. */
export type Capacity = CapacityQuestion & {
  readonly perfGate: string
  readonly runId: string
  /** The command line that measures the same again in the same folder, program first; `null`: not known. */
  readonly command: readonly string[] | null
  /** ISO 8601. Of a run that went on after an interruption the first start. */
  readonly startedAt: string
  readonly finishedAt: string
  readonly defaultLimits: readonly ('cpus' | 'memory')[]
  readonly generatorCores: readonly number[] | null
  readonly trials: readonly Trial[]
  /** `null`: it was interrupted, or is still going on. */
  readonly ended: CapacityEnded | null
}

/**
 * The thresholds by which a level of load is judged: those that name no stage, or a stage with the same kind of load. A limit on RPS says nothing of
 * a load that is lighter than the one it was meant for.
 */
export function levelThresholds(
  { asked, plan }: { readonly asked: Pick<Asked, 'thresholds'>; readonly plan: Pick<PlanRecord, 'stages'> },
  model: LevelKind['model'],
): readonly Threshold[] {
  const isMeant = ({ stage, metric }: Threshold) =>
    metric !== 'rps' && (stage === null || plan.stages.some(({ name, load }) => name === stage && load.model === model))
  return asked.thresholds.filter(isMeant).map((threshold) => ({ ...threshold, stage: null }))
}

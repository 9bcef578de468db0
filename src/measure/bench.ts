import type { Side, Stage } from '../model/config.ts'
import type { Start } from '../model/evidence.ts'
import type { Plan } from '../model/plan/plan.ts'
import type { StageSamples } from '../model/samples.ts'
import type { TargetFigures } from '../model/target-figures.ts'
import type { Load, LoadProgress, Target, Testbed } from '../ports.ts'

/** What a measurement works on. `secrets`: to be replaced in whatever is kept of bodies. */
export type Bench = {
  readonly plan: Plan
  readonly testbed: Testbed
  readonly load: Load
  /** The cores that the load generator keeps to, off those of the target; `null`: any. */
  readonly generatorCores: readonly number[] | null
  readonly secrets: readonly string[]
}

/** How far a round has come, for the log. */
export type RoundProgress = {
  /** Targets of the round are being started. */
  starting(): void
  /** All of them can be driven. */
  ready(lives: readonly Live[]): void
  /** A stage begins; gives who listens to its load. */
  stage(stage: Stage, lives: readonly Live[]): (now: LoadProgress) => void
}

/** The same within a round, and who is told how far it has come. */
export type RoundBench = Bench & { readonly progress: RoundProgress }

/** One side's target, started and ready. */
export type Live = { readonly side: Side; readonly target: Target }

/** Sides under load: in which round, and until when. `earlier`: what the sides gave that have lived before them in this round. */
export type Driven = {
  readonly lives: readonly Live[]
  readonly earlier: readonly Start[]
  readonly round: number
  readonly alive: AbortSignal
}

/** A stage that was run on one side: what the load saw, and what the target did meanwhile. */
export type StageRun = { readonly samples: StageSamples; readonly figures: TargetFigures }

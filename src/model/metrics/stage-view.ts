import type { Merged } from '../samples.ts'
import type { TargetFigures } from '../target-figures.ts'

/** What one stage gave, of one round or of several taken together, ready to be read by a metric. */
export type StageView = {
  readonly merged: Merged
  readonly seconds: number
  /** Good answers while the containers were watched: those in `merged`, and those that users got while they were being spawned. */
  readonly answered: number
  /** What the containers did, round by round; `null` where they could not be watched. */
  readonly figures: readonly (TargetFigures | null)[]
}

import type { Side } from '../config.ts'
import type { Result } from '../result/result.ts'
import { type StageRun, stageRuns } from '../result/views.ts'

/** The candidate last: it is drawn above. */
export const SIDES: readonly Side[] = ['baseline', 'candidate']

/** All rounds of one side in which a stage was begun. */
export type SideRuns = { readonly side: Side; readonly runs: readonly StageRun[] }

/** The sides that ran a stage. */
export function sidesOf(result: Pick<Result, 'evidence'>, stage: string): readonly SideRuns[] {
  return SIDES.map((side) => ({ side, runs: stageRuns(result, side, stage) })).filter(({ runs }) => runs.length > 0)
}

/** `null` where there is only one, which then stands for all. */
export function partOf({ runs }: SideRuns, { round }: StageRun): string | null {
  return runs.length === 1 ? null : `round ${round}`
}

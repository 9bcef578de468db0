import type { Side } from '../config.ts'
import { type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { readyStarts } from '../result/views.ts'
import type { Column } from './report.ts'

/** The sides that a table has rows of, and the column that tells them apart, where there are two. */
export type ReportSides = {
  readonly sides: readonly Side[]
  readonly columns: readonly Column[]
  readonly cells: (side: Side) => readonly Words[]
}

/** Of the sides that became ready, the baseline first. */
export function reportSides(result: Pick<Result, 'evidence'>): ReportSides {
  const sides = SIDES.filter((side) => readyStarts(result, side).length > 0)
  const areTwo = sides.length > 1
  return {
    sides,
    columns: areTwo ? [{ title: 'Side', align: 'left' }] : [],
    cells: (side) => (areTwo ? [words`${side}`] : []),
  }
}

const SIDES: readonly Side[] = ['baseline', 'candidate']

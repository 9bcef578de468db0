import { exceptions } from '../causes/exceptions.ts'
import { outside, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import type { Column, Row, Section } from './report.ts'

const COLUMNS: readonly Column[] = [
  { title: 'Round', align: 'right' },
  { title: 'Side', align: 'left' },
  { title: 'Stage', align: 'left' },
  { title: 'What happened', align: 'left' },
]

/** What went wrong beside single requests, as a table. */
export function exceptionsTable(result: Result): Section {
  const rows = exceptions(result).map(({ round, side, stage, message }): Row => {
    const where = stage === null ? words`before any load` : words`${outside(stage)}`
    return { mark: null, cells: [words`${round}`, words`${side}`, where, message] }
  })
  return { kind: 'table', title: 'Exceptions', columns: COLUMNS, rows }
}

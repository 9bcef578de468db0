import { type Exception, exceptions } from '../model/causes/exceptions.ts'
import type { Ending } from '../model/evidence.ts'
import { outside, plainText } from '../model/outside.ts'
import type { Result } from '../model/result/result.ts'
import { type CsvColumn, csvTable } from './csv-table.ts'

/** The first columns are Locust's: where it has a stack trace of a worker, there are the last lines of a container's log. */
const COLUMNS: readonly CsvColumn<Exception>[] = [
  ['Count', () => 1],
  ['Message', ({ message }) => outside(plainText(message))],
  ['Traceback', ({ said }) => outside(said.map((line) => line.outside).join('\n'))],
  ['Nodes', ({ ending }) => (ending === null ? null : nodeOf(ending))],
  ['Side', ({ side }) => side],
  ['Round', ({ round }) => round],
  ['Stage', ({ stage }) => (stage === null ? null : outside(stage))],
  ['Kind', ({ kind, ending }) => ending?.how ?? kind],
  ['Exit Code', ({ ending }) => ending?.exitCode ?? null],
  ['After (ms)', ({ ending }) => ending?.afterMs ?? null],
]

/** Every exception of a run: `exceptions.csv`. */
export function csvExceptions(result: Result): string {
  return csvTable(COLUMNS, exceptions(result))
}

function nodeOf({ who }: Ending): string {
  if (who === null) return 'container'
  return who.kind === 'balancer' ? 'balancer' : `replica ${who.number} of ${who.of}`
}

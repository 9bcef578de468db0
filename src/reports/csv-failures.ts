import { type FailedRequests, failedRequests } from '../model/causes/failed-requests.ts'
import { describeFailure, FAILURE_ORIGIN } from '../model/causes/failure-words.ts'
import { outside, plainText } from '../model/outside.ts'
import type { Result } from '../model/result/result.ts'
import { measuredStages } from '../model/result/views.ts'
import { countedResult } from '../model/rounds/sift-rounds.ts'
import { CSV_SIDES, methodOf } from './csv-locust.ts'
import { type CsvColumn, csvTable } from './csv-table.ts'

type Row = FailedRequests & { readonly method: string | null }

/** The first columns are Locust's. It knows at what time of day a failure was seen; perf-gate how long after the start of its stage. */
const COLUMNS: readonly CsvColumn<Row>[] = [
  ['Method', ({ method }) => (method === null ? null : outside(method))],
  ['Name', ({ request }) => outside(request)],
  ['Error', ({ group }) => plainText(describeFailure(group))],
  ['Occurrences', ({ group }) => group.count],
  ['First Seen', () => null],
  ['Last Seen', () => null],
  ['Side', ({ side }) => side],
  ['Stage', ({ stage }) => outside(stage)],
  ['Kind', ({ group }) => group.kind],
  ['Status', ({ group }) => group.status],
  ['From', ({ group }) => FAILURE_ORIGIN[group.kind]],
  ['First After (ms)', ({ group }) => group.firstMs],
  ['Last After (ms)', ({ group }) => group.lastMs],
  ['Example', ({ group }) => group.example],
]

/** What failed in the measured stages over all rounds that count: `failures.csv`. */
export function csvFailures(measured: Result): string {
  const result = countedResult(measured)
  const rows = CSV_SIDES.flatMap((side) =>
    measuredStages(result.plan).flatMap(({ name }) =>
      failedRequests(result, side, name).map((one) => ({ ...one, method: methodOf(result.plan, one.request) })),
    ),
  )
  return csvTable(COLUMNS, rows)
}

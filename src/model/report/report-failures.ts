import { type FailedRequests, failedRequests, failedWhileSpawning } from '../causes/failed-requests.ts'
import { describeFailure, FAILURE_ORIGIN, FAILURE_WORDS } from '../causes/failure-words.ts'
import { type Outside, outside, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages } from '../result/views.ts'
import { formatMs } from '../units.ts'
import type { Column, Row, Section } from './report.ts'
import { type ReportSides, reportSides } from './report-sides.ts'

const LAST: readonly Column[] = [
  { title: 'Request', align: 'left' },
  { title: 'Failure', align: 'left' },
  { title: 'From', align: 'left' },
  { title: 'Count', align: 'right' },
  { title: 'First after', align: 'right' },
  { title: 'Last after', align: 'right' },
]

/** What failed in the measured stages on each side, the most frequent first, and one example of each kind for the log. */
export function failureSections(result: Result): readonly Section[] {
  const sides = reportSides(result)
  const places = measuredStages(result.plan).flatMap(({ name }) => sides.sides.map((side) => ({ side, name })))
  const lines = places
    .flatMap(({ side, name }) => failedRequests(result, side, name))
    .sort((a, b) => b.group.count - a.group.count)
  const whileSpawning = places.flatMap(({ side, name }) => failedWhileSpawning(result, side, name))
  const examples = [
    ...lines.flatMap((one) => exampleLine(one, sides)),
    ...whileSpawning.flatMap((one) => exampleLine(one, sides, ' while users were being spawned')),
  ]
  const columns: readonly Column[] = [{ title: 'Stage', align: 'left' }, ...sides.columns, ...LAST]
  const table: Section = { kind: 'table', title: 'Failures', columns, rows: lines.map((one) => row(one, sides)) }
  return examples.length === 0
    ? [table]
    : [table, { kind: 'log', title: 'One example of each failure', lines: examples }]
}

function row({ side, stage, request, group }: FailedRequests, sides: ReportSides): Row {
  return {
    mark: null,
    cells: [
      words`${outside(stage)}`,
      ...sides.cells(side),
      words`${outside(request)}`,
      describeFailure(group),
      words`${FAILURE_ORIGIN[group.kind]}`,
      words`${group.count}`,
      words`${formatMs(group.firstMs)}`,
      words`${formatMs(group.lastMs)}`,
    ],
  }
}

function exampleLine({ side, request, group }: FailedRequests, sides: ReportSides, when = ''): readonly Outside[] {
  if (group.example === null) return []
  const whose = sides.sides.length > 1 ? `${side}, ` : ''
  return [
    outside(
      `${whose}${request}, ${FAILURE_WORDS[group.kind]}${group.status === null ? '' : ` ${group.status}`}${when}: ${group.example.outside}`,
    ),
  ]
}

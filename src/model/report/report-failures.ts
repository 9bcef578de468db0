import { type FailedRequests, failedRequests, failedWhileSpawning } from '../causes/failed-requests.ts'
import { describeFailure, FAILURE_ORIGIN, FAILURE_WORDS } from '../causes/failure-words.ts'
import { type Outside, outside, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages } from '../result/views.ts'
import { formatMs } from '../units.ts'
import type { Column, Row, Section } from './report.ts'

const COLUMNS: readonly Column[] = [
  { title: 'Stage', align: 'left' },
  { title: 'Request', align: 'left' },
  { title: 'Failure', align: 'left' },
  { title: 'From', align: 'left' },
  { title: 'Count', align: 'right' },
  { title: 'First after', align: 'right' },
  { title: 'Last after', align: 'right' },
]

/** What failed in the measured stages, the most frequent first, and one example of each kind for the log. */
export function failureSections(result: Result): readonly Section[] {
  const lines = measuredStages(result.plan)
    .flatMap((stage) => failedRequests(result, 'candidate', stage.name))
    .sort((a, b) => b.group.count - a.group.count)
  const whileSpawning = measuredStages(result.plan).flatMap((stage) =>
    failedWhileSpawning(result, 'candidate', stage.name),
  )
  const examples = [
    ...lines.flatMap((one) => exampleLine(one)),
    ...whileSpawning.flatMap((one) => exampleLine(one, ' while users were being spawned')),
  ]
  const table: Section = { kind: 'table', title: 'Failures', columns: COLUMNS, rows: lines.map(row) }
  return examples.length === 0
    ? [table]
    : [table, { kind: 'log', title: 'One example of each failure', lines: examples }]
}

function row({ stage, request, group }: FailedRequests): Row {
  return {
    mark: null,
    cells: [
      words`${outside(stage)}`,
      words`${outside(request)}`,
      describeFailure(group),
      words`${FAILURE_ORIGIN[group.kind]}`,
      words`${group.count}`,
      words`${formatMs(group.firstMs)}`,
      words`${formatMs(group.lastMs)}`,
    ],
  }
}

function exampleLine({ request, group }: FailedRequests, when = ''): readonly Outside[] {
  if (group.example === null) return []
  return [
    outside(
      `${request}, ${FAILURE_WORDS[group.kind]}${group.status === null ? '' : ` ${group.status}`}${when}: ${group.example.outside}`,
    ),
  ]
}

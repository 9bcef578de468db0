import { failedWhileSpawning } from '../causes/failed-requests.ts'
import { listFailures } from '../causes/failure-words.ts'
import type { Side } from '../config.ts'
import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, stageSamples } from '../result/views.ts'
import { isByRequest, mergeSamples, percentile } from '../samples.ts'
import { formatMsRange } from '../units.ts'
import { failuresOf, printPercentile } from './print-merged.ts'
import type { Column, Row, Section } from './report.ts'
import { type ReportSides, reportSides } from './report-sides.ts'

const PERCENTS = [50, 95, 99] as const

const NUMBERS: readonly Column[] = ['All there after', 'Requests', ...PERCENTS.map((one) => `p${one}`), 'Failures'].map(
  (title) => ({ title, align: 'right' }),
)

/** What happened in stages of users until all of them were there, over all rounds: it is in no measured number. Empty where there were no users to spawn. */
export function spawnTable(result: Result): Section {
  const sides = reportSides(result)
  const columns: readonly Column[] = [
    { title: 'Stage', align: 'left' },
    ...sides.columns,
    ...NUMBERS,
    { title: 'What failed', align: 'left' },
  ]
  const rows = measuredStages(result.plan).flatMap(({ name }) =>
    sides.sides.flatMap((side) => stageRows(result, { name, side, sides })),
  )
  return { kind: 'table', title: 'While users were being spawned, not measured', columns, rows }
}

type Place = { readonly name: string; readonly side: Side; readonly sides: ReportSides }

function stageRows(result: Result, { name, side, sides }: Place): readonly Row[] {
  const spawns = stageSamples(result, side, name).flatMap(({ spawn }) => spawn ?? [])
  if (spawns.length === 0) return []
  const sum = (count: (one: (typeof spawns)[number]) => number) => spawns.reduce((total, one) => total + count(one), 0)
  const [ok, failed] = [sum((one) => one.ok), sum((one) => one.failed)]
  const merged = mergeSamples(spawns.flatMap(({ perRequest }) => perRequest))
  const areKnown = spawns.every(isByRequest)
  const texts = [
    formatMsRange(spawns.map(({ seconds }) => seconds * 1000)),
    String(ok + failed),
    ...PERCENTS.map((percent) => (areKnown ? printPercentile(percentile(merged, percent)) : 'not known')),
    failuresOf(failed, ok + failed),
  ]
  const what = listFailures(failedWhileSpawning(result, side, name).map(({ group }) => group))
  const numbers = texts.map((text): Words => words`${text}`)
  return [{ mark: null, cells: [words`${outside(name)}`, ...sides.cells(side), ...numbers, what] }]
}

import type { Stage } from '../config.ts'
import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, type StageRun, stageRuns } from '../result/views.ts'
import { attempts, mergeSamples, percentile } from '../samples.ts'
import { formatRate } from '../units.ts'
import { printFailures, printPercentile } from './print-merged.ts'
import type { Column, Row, Section } from './report.ts'

const PERCENTS = [50, 90, 95, 99] as const

const NUMBERS: readonly Column[] = [
  'Requests',
  'RPS',
  ...PERCENTS.map((percent) => `p${percent}`),
  'Slowest',
  'Failures',
].map((title) => ({ title, align: 'right' }))

/** What became of each request of the mix, stage by stage and side by side, over all rounds. */
export function requestsTable(result: Result): Section {
  const sides = (['baseline', 'candidate'] as const).filter((side) =>
    measuredStages(result.plan).some(({ name }) => stageRuns(result, side, name).length > 0),
  )
  const columns: readonly Column[] = [
    { title: 'Stage', align: 'left' },
    ...(sides.length > 1 ? [{ title: 'Side', align: 'left' } as const] : []),
    { title: 'Request', align: 'left' },
    ...NUMBERS,
  ]
  const rows = measuredStages(result.plan).flatMap((stage) =>
    result.plan.requests.flatMap(({ name, method, path }) =>
      sides.flatMap((side): Row[] => {
        const numbers = numberCells(stageRuns(result, side, stage.name), name)
        const request = words`${outside(name)}: ${outside(`${method} ${path}`)}`
        return numbers === null ? [] : [row(stage, sides.length > 1 ? [words`${side}`] : [], request, numbers)]
      }),
    ),
  )
  return { kind: 'table', title: 'Requests', columns, rows }
}

function row(stage: Stage, side: readonly Words[], request: Words, numbers: readonly string[]): Row {
  const cells = [words`${outside(stage.name)}`, ...side, request, ...numbers.map((text): Words => words`${text}`)]
  return { mark: null, cells }
}

function numberCells(runs: readonly StageRun[], request: string): readonly string[] | null {
  const merged = mergeSamples(
    runs.flatMap(({ samples }) => samples.perRequest.filter((one) => one.request === request)),
  )
  if (attempts(merged) === 0) return null
  const seconds = runs.reduce((sum, { samples }) => sum + samples.seconds, 0)
  return [
    String(attempts(merged)),
    seconds > 0 ? formatRate(merged.ok / seconds) : 'no data',
    ...[...PERCENTS, 100].map((percent) => printPercentile(percentile(merged, percent))),
    printFailures(merged),
  ]
}

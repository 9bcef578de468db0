import { METRICS, printValue } from '../metrics/metrics.ts'
import { type Words, words } from '../outside.ts'
import type { Column, Mark, Row, Section } from '../report/report.ts'
import { formatBytes, formatCores, formatRate, formatShare } from '../units.ts'
import type { Capacity } from './capacity.ts'
import { describeAmount, describeBox } from './describe-level.ts'
import { OUTCOMES } from './describe-trial.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { trialsOf } from './points.ts'
import { describeContention } from './scaling.ts'
import type { SearchName } from './trial.ts'
import { isGone, type TrialOutcome } from './trial-outcome.ts'
import { limitOf, type TrialView } from './view-trial.ts'

/** Everything that was measured, one table for each search. */
export function capacityTables(capacity: Capacity, answers: CapacityAnswers): readonly Section[] {
  const { views } = answers
  return [
    boxesTable(capacity, answers),
    levelsTable('knee', 'Load', views),
    levelsTable('max-rate', 'Rates', views),
    memoryTable(trialsOf(views, 'memory-floor')),
  ]
}

const MARKS: Readonly<Record<TrialOutcome['state'], Mark>> = {
  meets: 'pass',
  'killed-at-start': 'fail',
  'did-not-start': 'fail',
  'killed-under-load': 'fail',
  'went-away': 'fail',
  'too-slow': 'fail',
  misses: 'fail',
  unsure: 'cannot-tell',
}

function left(title: string): Column {
  return { title, align: 'left' }
}

function right(title: string): Column {
  return { title, align: 'right' }
}

const NUMBERS: readonly Column[] = [right('RPS'), right('p95'), right('Failures')]

function row({ outcome }: TrialView, first: Words, numbers: readonly string[], last: readonly Words[]): Row {
  return { mark: MARKS[outcome.state], cells: [first, ...numbers.map((text) => words`${text}`), ...last] }
}

function numbers({ rps, p95, failures }: TrialView): readonly string[] {
  return [
    rps === null ? 'no data' : formatRate(rps),
    printValue(METRICS.p95, p95),
    failures === null ? 'no data' : formatShare(failures),
  ]
}

function result({ outcome }: TrialView): Words {
  return outcome.state === 'meets' ? words`${OUTCOMES.meets}` : words`${OUTCOMES[outcome.state]}: ${outcome.why}`
}

/** Levels of load, from the lightest to the heaviest. */
function levelsTable(search: SearchName, title: string, views: readonly TrialView[]): Section {
  const trials = trialsOf(views, search).toSorted((a, b) => amount(a) - amount(b))
  return {
    kind: 'table',
    title,
    columns: [left('Load'), ...NUMBERS, right('CPU'), left('Result')],
    rows: trials.flatMap((view): Row[] => {
      const { level } = view.trial
      if (level === null) return []
      const cpu = view.busy === null ? 'not known' : formatCores(view.busy.cores)
      return [row(view, words`${describeAmount(level)}`, [...numbers(view), cpu], [result(view)])]
    }),
  }
}

function amount({ trial: { level } }: TrialView): number {
  // The closed loop that showed where to begin stands first.
  return level?.model === 'rate' ? level.amount + 1e6 : (level?.amount ?? 0)
}

/** Memory limits, from the smallest to the largest. */
function memoryTable(trials: readonly TrialView[]): Section {
  return {
    kind: 'table',
    title: 'Memory',
    columns: [left('Limit'), ...NUMBERS, right('Peak'), right('In use'), left('Result')],
    rows: trials
      .toSorted((a, b) => a.trial.box.memoryBytes - b.trial.box.memoryBytes)
      .map((view) => {
        const peak = view.life?.peakBytes == null ? 'not known' : formatBytes(view.life.peakBytes)
        const inUse = view.life === null ? 'not known' : formatBytes(view.life.workingSetBytes)
        return row(
          view,
          words`${formatBytes(view.trial.box.memoryBytes)}`,
          [...numbers(view), peak, inUse],
          [result(view)],
        )
      }),
  }
}

/** Boxes, the cheapest first. */
function boxesTable({ machine }: Capacity, { table }: CapacityAnswers): Section {
  const columns = [
    // The first column stands also beside the columns for which a terminal has no room: it says which box it is.
    left('Box'),
    right('CPU in all'),
    ...NUMBERS,
    right('Memory used'),
    right('RPS per CPU'),
    left('Result'),
    left('What limits it'),
  ]
  const rows = (table?.rows ?? []).map((view): Row => {
    const { box } = view.trial
    const cpus = box.replicas * box.cpus
    const cells = [
      formatCores(cpus),
      ...numbers(view),
      view.life === null ? 'not known' : formatBytes(view.life.workingSetBytes),
      view.rps === null ? '' : formatRate(view.rps / cpus),
    ]
    const contention = describeContention(box, machine)
    // Why it went away is its result already.
    const limit = isGone(view) ? words`` : (limitOf(view) ?? words``)
    return row(view, words`${describeBox(box)}`, cells, [
      result(view),
      contention === null ? limit : words`${limit}${limit.length === 0 ? '' : '; '}${contention}`,
    ])
  })
  return { kind: 'table', title: 'Boxes', columns, rows }
}

/** What was left out of the table, by reasons of one kind. */
export function leftOutLines({ table }: CapacityAnswers): readonly Words[] {
  const leftOut = table?.leftOut ?? []
  const kinds = [...new Set(leftOut.map(({ kind }) => kind))]
  return kinds.flatMap((kind): Words[] => {
    const alike = leftOut.filter((one) => one.kind === kind)
    const [first] = alike
    if (first === undefined) return []
    return [words`Not measured: ${alike.map(({ box }) => describeBox(box)).join('; ')}: ${first.why}.`]
  })
}

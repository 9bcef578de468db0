import type { Ms, Side, Stage } from '../model/config.ts'
import { outside } from '../model/outside.ts'
import { plannedConcurrency } from '../model/plan/stage-load.ts'
import type { Result } from '../model/result/result.ts'
import { measuredStages, type StageRun, stageRuns } from '../model/result/views.ts'
import { countedResult } from '../model/rounds/sift-rounds.ts'
import type { Window } from '../model/samples.ts'
import { AGGREGATED, CSV_SIDES, PERCENTILES } from './csv-locust.ts'
import { type CsvCell, type CsvColumn, csvTable } from './csv-table.ts'

/** One time step of one stage of one round and side, all requests together. */
type Row = {
  readonly side: Side
  readonly stage: Stage
  readonly round: number
  readonly window: Window
  /** `null`: nobody knows how much of the step was measured. */
  readonly seconds: number | null
  /** Connections or users by the plan; `null`: it names none. */
  readonly users: number | null
  /** Since the start of the stage, this step included. */
  readonly attempts: number
  readonly failed: number
}

/** The first columns are those of Locust's history; the moments of a run at which its steps began are not kept, so `Timestamp` is empty. */
const COLUMNS: readonly CsvColumn<Row>[] = [
  ['Timestamp', () => null],
  ['User Count', ({ users }) => users],
  ['Type', () => null],
  ['Name', () => AGGREGATED],
  ['Requests/s', ({ window, seconds }) => perSecond(window.ok + window.failed, seconds)],
  ['Failures/s', ({ window, seconds }) => perSecond(window.failed, seconds)],
  ...PERCENTILES.map(([title, percent]): CsvColumn<Row> => [title, ({ window }) => percentileOf(window, percent)]),
  ['Total Request Count', ({ attempts }) => attempts],
  ['Total Failure Count', ({ failed }) => failed],
  ['Total Median Response Time', () => null],
  ['Total Average Response Time', () => null],
  ['Total Min Response Time', () => null],
  ['Total Max Response Time', () => null],
  ['Total Average Content Size', () => null],
  ['Side', ({ side }) => side],
  ['Stage', ({ stage }) => outside(stage.name)],
  ['Round', ({ round }) => round],
  ['From (ms)', ({ window }) => window.fromMs],
  ['RPS', ({ window, seconds }) => perSecond(window.ok, seconds)],
  ['Ok Count', ({ window }) => window.ok],
  ['Failure Count', ({ window }) => window.failed],
]

/** The measured stages over time, in each round that counts: `history.csv`. */
export function csvHistory(measured: Result): string {
  const result = countedResult(measured)
  const rows = CSV_SIDES.flatMap((side) =>
    measuredStages(result.plan).flatMap((stage) =>
      stageRuns(result, side, stage.name).flatMap((run) => runRows(run, side, stage)),
    ),
  )
  return csvTable(COLUMNS, rows)
}

function runRows({ round, samples }: StageRun, side: Side, stage: Stage): readonly Row[] {
  const spawnMs = (samples.spawn?.seconds ?? 0) * 1000
  let [attempts, failed] = [0, 0]
  return samples.windows.map((window, place): Row => {
    attempts += window.ok + window.failed
    failed += window.failed
    const seconds = measuredSeconds(window, samples.windows[place + 1], spawnMs)
    const users = plannedConcurrency(stage, Math.max(0, window.fromMs - spawnMs))
    return { side, stage, round, window, seconds, users, attempts, failed }
  })
}

/** The last step may be cut off by the end of its stage, and the first by the time in which users were still being spawned. */
function measuredSeconds(window: Window, next: Window | undefined, spawnMs: Ms): number | null {
  return next === undefined || window.fromMs < spawnMs ? null : (next.fromMs - window.fromMs) / 1000
}

function perSecond(count: number, seconds: number | null): number | null {
  return seconds !== null && seconds > 0 ? count / seconds : null
}

/** Three percentiles of a step are kept, in whole microseconds. */
function percentileOf({ p50Micros, p95Micros, p99Micros }: Window, percent: number): CsvCell {
  const micros = { 50: p50Micros, 95: p95Micros, 99: p99Micros }[percent] ?? null
  return micros === null ? null : micros / 1000
}

import type { Side, Stage } from '../model/config.ts'
import { outside } from '../model/outside.ts'
import type { PlanRecord } from '../model/plan/plan.ts'
import { shortLoad } from '../model/plan/stage-load.ts'
import type { Result } from '../model/result/result.ts'
import { measuredStages, stageSamples } from '../model/result/views.ts'
import { countedResult } from '../model/rounds/sift-rounds.ts'
import {
  attempts,
  failures,
  isByRequest,
  type Merged,
  meanMs,
  mergeSamples,
  type Percentile,
  percentile,
  type StageSamples,
} from '../model/samples.ts'
import { AGGREGATED, CSV_SIDES, methodOf, PERCENTILES } from './csv-locust.ts'
import { type CsvColumn, csvTable } from './csv-table.ts'

/** One request of one measured stage and side over all rounds that count, or all of its requests together. */
type Row = {
  readonly side: Side
  readonly stage: Stage
  /** `null`: all together. */
  readonly request: string | null
  readonly method: string | null
  readonly rounds: number
  readonly seconds: number
  readonly merged: Merged
}

/** The first columns are those of Locust's statistics, in milliseconds and per second; what perf-gate does not know is empty. */
const COLUMNS: readonly CsvColumn<Row>[] = [
  ['Type', ({ method }) => (method === null ? null : outside(method))],
  ['Name', ({ request }) => (request === null ? AGGREGATED : outside(request))],
  ['Request Count', ({ merged }) => attempts(merged)],
  ['Failure Count', ({ merged }) => failures(merged)],
  ['Median Response Time', ({ merged }) => known(percentile(merged, 50))],
  ['Average Response Time', ({ merged }) => (merged.histogram.totalCount === 0 ? null : meanMs(merged))],
  ['Min Response Time', ({ merged }) => known(percentile({ ...merged, timeouts: 0 }, 0))],
  ['Max Response Time', ({ merged }) => known(percentile(merged, 100))],
  ['Average Content Size', () => null],
  ['Requests/s', (row) => perSecond(row, attempts(row.merged))],
  ['Failures/s', (row) => perSecond(row, failures(row.merged))],
  ...PERCENTILES.map(([title, percent]): CsvColumn<Row> => [title, ({ merged }) => known(percentile(merged, percent))]),
  ['Side', ({ side }) => side],
  ['Stage', ({ stage }) => outside(stage.name)],
  ['Load', ({ stage }) => shortLoad(stage.load)],
  ['Rounds', ({ rounds }) => rounds],
  ['Seconds', ({ seconds }) => seconds],
  ['RPS', (row) => perSecond(row, row.merged.ok)],
  ['Ok Count', ({ merged }) => merged.ok],
  ['Unexpected Status Count', ({ merged }) => merged.unexpectedStatus],
  ['Failed Expectation Count', ({ merged }) => merged.failedExpectation],
  ['Timeout Count', ({ merged }) => merged.timeouts],
  ['Connection Error Count', ({ merged }) => merged.connectionErrors],
  ['Timeout (ms)', ({ merged }) => (merged.timeouts === 0 ? null : merged.timeoutMs)],
]

/** What each request of the measured stages came to, over all rounds that count: `requests.csv`. */
export function csvRequests(measured: Result): string {
  return csvOf(measured, ({ seconds, perRequest }) => ({ seconds, perRequest }))
}

/**
 * The same of the time in which the users of a stage were being spawned, of which nothing is in `requests.csv`: `spawn.csv`. A stage of which not every
 * round says it request by request, as in files of older versions, is left out: the rest alone would be taken for all.
 */
export function csvSpawn(measured: Result): string {
  return csvOf(measured, ({ spawn }) => spawn, isByRequest)
}

/** A part of a stage, and how long it was. */
type Phase = Pick<StageSamples, 'seconds' | 'perRequest'>

function csvOf<P extends Phase>(
  measured: Result,
  phaseOf: (samples: StageSamples) => P | null,
  isKnown: (phase: P) => boolean = () => true,
): string {
  const result = countedResult(measured)
  const rows = CSV_SIDES.flatMap((side) =>
    measuredStages(result.plan).flatMap((stage) => {
      const phases = stageSamples(result, side, stage.name).flatMap((samples) => phaseOf(samples) ?? [])
      return phases.every(isKnown) ? phaseRows(result.plan, { side, stage }, phases) : []
    }),
  )
  return csvTable(COLUMNS, rows)
}

function phaseRows(plan: PlanRecord, place: Pick<Row, 'side' | 'stage'>, phases: readonly Phase[]): readonly Row[] {
  if (phases.length === 0) return []
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0)
  const all = phases.flatMap(({ perRequest }) => perRequest)
  const row = (request: string | null): Row => ({
    ...place,
    request,
    method: methodOf(plan, request),
    rounds: phases.length,
    seconds,
    merged: mergeSamples(request === null ? all : all.filter((one) => one.request === request)),
  })
  return [...[...new Set(all.map(({ request }) => request))].map(row), row(null)]
}

/** Nothing stands where there is no latency, or one beyond a timeout, of which nobody knows how long it would have been. */
function known(found: Percentile): number | null {
  return found.state === 'value' ? found.ms : null
}

function perSecond({ seconds }: Row, count: number): number | null {
  return seconds > 0 ? count / seconds : null
}

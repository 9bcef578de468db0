import type { CapacityAnswers } from '../model/capacity/judge-capacity.ts'
import type { TrialView } from '../model/capacity/view-trial.ts'
import { numeric } from '../model/metrics/value.ts'
import { plainText } from '../model/outside.ts'
import { type CsvColumn, csvTable } from './csv-table.ts'

/** A trial, and which end of the answer it is measured at, of those answers that lie between two that were measured. */
type Row = TrialView & { readonly bracket: 'holds' | 'misses' | null }

/** Base units: per second, milliseconds, shares of 1, bytes, cores. */
const COLUMNS: readonly CsvColumn<Row>[] = [
  ['search', ({ trial }) => trial.search],
  ['replicas', ({ trial }) => trial.box.replicas],
  ['cpus', ({ trial }) => trial.box.cpus],
  ['memory_bytes', ({ trial }) => trial.box.memoryBytes],
  ['load', ({ trial }) => trial.level?.model ?? 'stages'],
  ['amount', ({ trial }) => trial.level?.amount ?? null],
  ['rps', ({ rps }) => rps],
  ['p95_ms', ({ p95 }) => numeric(p95)],
  ['failures', ({ failures }) => failures],
  ['cores_used', ({ busy }) => busy?.cores ?? null],
  ['memory_peak_bytes', ({ life }) => life?.peakBytes ?? null],
  ['memory_in_use_bytes', ({ life }) => life?.workingSetBytes ?? null],
  ['rps_per_cpu', ({ rps, trial: { box } }) => (rps === null ? null : rps / (box.replicas * box.cpus))],
  ['outcome', ({ outcome }) => outcome.state],
  ['why', ({ outcome }) => (outcome.state === 'meets' ? null : plainText(outcome.why))],
  ['starts', ({ starts }) => starts.of],
  ['starts_met', ({ starts }) => starts.met],
  ['bracket', ({ bracket }) => bracket],
]

/** Every configuration that was measured, in its order, for spreadsheets and notebooks. */
export function renderCapacityCsv(answers: CapacityAnswers): string {
  return csvTable(
    COLUMNS,
    answers.views.map((view): Row => ({ ...view, bracket: bracketOf(view, answers) })),
  )
}

function bracketOf(
  { trial: { search, level, box } }: TrialView,
  { maxRate, memoryFloor }: CapacityAnswers,
): Row['bracket'] {
  if (search === 'max-rate' && level?.model === 'rate') return endOf(level.amount, maxRate?.perSecond, maxRate?.above)
  if (search === 'memory-floor') return endOf(box.memoryBytes, memoryFloor?.floorBytes, memoryFloor?.belowBytes)
  return null
}

function endOf(value: number, holds: number | null | undefined, misses: number | null | undefined): Row['bracket'] {
  if (value === holds) return 'holds'
  return value === misses ? 'misses' : null
}

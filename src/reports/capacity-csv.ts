import type { CapacityAnswers } from '../model/capacity/judge-capacity.ts'
import type { TrialView } from '../model/capacity/view-trial.ts'
import { numeric } from '../model/metrics/value.ts'
import { plainText } from '../model/outside.ts'
import { type CsvColumn, csvTable } from './csv-table.ts'

/** Base units: per second, milliseconds, shares of 1, bytes, cores. */
const COLUMNS: readonly CsvColumn<TrialView>[] = [
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
]

/** Every configuration that was measured, in its order, for spreadsheets and notebooks. */
export function renderCapacityCsv({ views }: CapacityAnswers): string {
  return csvTable(COLUMNS, views)
}

import type { CapacityAnswers } from '../model/capacity/judge-capacity.ts'
import type { TrialView } from '../model/capacity/view-trial.ts'
import { plainText } from '../model/outside.ts'
import { numeric } from '../model/value.ts'

type Cell = number | string | null

/** A column and what a trial has in it: base units (per second, milliseconds, shares of 1, bytes, cores). */
const COLUMNS: readonly (readonly [title: string, cell: (view: TrialView) => Cell])[] = [
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

/** Every configuration that was measured, in its order, as RFC 4180 says: a line of titles, commas, CRLF. */
export function renderCapacityCsv({ views }: CapacityAnswers): string {
  const lines = [
    COLUMNS.map(([title]) => title),
    ...views.map((view) => COLUMNS.map(([, cell]) => printCell(cell(view)))),
  ]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}

/** Text is quoted, and an apostrophe keeps it from being a formula (https://owasp.org/www-community/attacks/CSV_Injection). */
function printCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  const safe = /^[\s"']*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

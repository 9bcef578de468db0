import type { HeatCell, HeatTable } from '../chart.ts'
import { type Words, words } from '../outside.ts'
import { formatBytes, formatCores, formatRate } from '../units.ts'
import { OUTCOMES } from './describe-trial.ts'
import { targetRps } from './target-rps.ts'
import type { Box } from './trial.ts'
import type { TrialView } from './view-trial.ts'

/** One of the things in which boxes differ. */
type Side = { readonly of: keyof Box; readonly title: string; readonly print: (value: number) => string }

const REPLICAS: Side = { of: 'replicas', title: 'Replicas', print: String }
const CPUS: Side = { of: 'cpus', title: 'CPU each', print: formatCores }
const MEMORY: Side = { of: 'memoryBytes', title: 'Memory each', print: formatBytes }

/**
 * RPS over the two things in which the boxes differ; over CPU and replicas, one table for each memory limit, where they differ in all three. Where there
 * are not two numbers to be compared there is no table.
 */
export function heatTables(rows: readonly TrialView[]): readonly HeatTable[] {
  const varied = (side: Side) => valuesOf(rows, side).length > 1
  const [down, across, apart] =
    !varied(REPLICAS) && varied(MEMORY)
      ? [CPUS, MEMORY, REPLICAS]
      : varied(MEMORY) && !varied(CPUS)
        ? [MEMORY, REPLICAS, CPUS]
        : [CPUS, REPLICAS, MEMORY]
  return valuesOf(rows, apart).flatMap((value) => {
    const alike = rows.filter(({ trial }) => trial.box[apart.of] === value)
    const numbers = alike.filter((view) => targetRps(view) !== null)
    return numbers.length < 2 ? [] : [heatTable(alike, down, across, describe(apart, value))]
  })
}

function describe({ of, print }: Side, value: number): string {
  if (of === 'replicas') return `${value} ${value === 1 ? 'replica' : 'replicas'}`
  return of === 'cpus' ? `${print(value)} CPU each` : `${print(value)} each`
}

function heatTable(rows: readonly TrialView[], down: Side, across: Side, common: string): HeatTable {
  const columns = valuesOf(rows, across)
  return {
    kind: 'heat',
    title: words`RPS with ${common}`,
    summary: summarize(rows),
    rowsAre: down.title,
    columnsAre: across.title,
    columns: columns.map((value) => words`${across.print(value)}`),
    rows: valuesOf(rows, down).map((value) => ({
      title: words`${down.print(value)}`,
      cells: columns.map((column) =>
        cellOf(rows.find(({ trial: { box } }) => box[down.of] === value && box[across.of] === column)),
      ),
    })),
    better: 'higher',
  }
}

function summarize(rows: readonly TrialView[]): Words {
  const good = rows.filter(({ outcome }) => outcome.state === 'meets').length
  return words`${good} of ${rows.length} boxes ${good === 1 ? 'meets' : 'meet'} the thresholds (✓).`
}

function cellOf(view: TrialView | undefined): HeatCell {
  if (view === undefined) return { value: null, text: words`not measured` }
  const { state } = view.outcome
  const rps = targetRps(view)
  if (rps === null) return { value: null, text: words`${OUTCOMES[state]}` }
  return { value: rps, text: words`${formatRate(rps)}${state === 'meets' ? `${NO_BREAK}✓` : ''}` }
}

const NO_BREAK = '\u00A0'

function valuesOf(rows: readonly TrialView[], { of }: Side): readonly number[] {
  return [...new Set(rows.map(({ trial }) => trial.box[of]))].sort((a, b) => a - b)
}

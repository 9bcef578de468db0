import type { Axis, ChartGroup, ChartMark, HeatTable, LineChart, Series } from '../chart.ts'
import { type Words, words } from '../outside.ts'
import { formatBytes, formatCores, formatRate } from '../units.ts'
import { numeric } from '../value.ts'
import { type Capacity, levelThresholds } from './capacity.ts'
import type { LevelKind } from './capacity-config.ts'
import { nounOf } from './describe-level.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { trialsOf } from './points.ts'
import type { SearchName } from './trial.ts'
import type { TrialView } from './view-trial.ts'

/** RPS and p95 over the load, with what was found marked, and the boxes as a table of colours. */
export function capacityCharts(capacity: Capacity, answers: CapacityAnswers): readonly ChartGroup[] {
  const { searches } = capacity
  const groups: ChartGroup[] = []
  if (searches.knee !== null) groups.push(loadCharts(capacity, answers, 'knee', searches.knee.load.model))
  if (searches.maxRate !== null) groups.push(loadCharts(capacity, answers, 'max-rate', 'rate'))
  const heats = heatTables(answers)
  if (heats.length > 0) groups.push({ title: words`Boxes`, charts: heats })
  return groups.filter(({ charts }) => charts.length > 0)
}

const TITLES: Readonly<Record<'knee' | 'max-rate', string>> = { knee: 'Load', 'max-rate': 'Rates' }

function loadCharts(
  capacity: Capacity,
  answers: CapacityAnswers,
  search: 'knee' | 'max-rate',
  model: LevelKind['model'],
): ChartGroup {
  const trials = levelsOf(answers, search, model)
  const marks = marksOf(answers, search, model)
  const found = marks.map(({ label }) => label).flatMap((label, place) => (place === 0 ? label : [', ', ...label]))
  const summary = (what: string): Words =>
    words`${what} at ${trials.length} loads${found.length === 0 ? '' : words`; ${found}`}.`
  const x: Axis = {
    label: model === 'rate' ? 'Offered rate' : capitalized(nounOf(model, 2)),
    unit: model === 'rate' ? 'rate' : 'count',
    scale: 'log',
    from: null,
    to: null,
  }
  const line = (what: string, y: Axis, series: Series, more: readonly ChartMark[]): LineChart => ({
    kind: 'lines',
    title: words`${what} over the load`,
    summary: summary(what),
    x,
    y,
    series: [series],
    bands: [],
    marks: [...marks, ...more],
  })
  const rps = seriesOf('RPS', trials, ({ rps: value }) => value)
  const p95 = seriesOf('p95', trials, ({ p95: value }) => finite(numeric(value)))
  const charts = [
    line('RPS', { label: 'RPS', unit: 'rate', scale: 'linear', from: 0, to: null }, rps, []),
    line('p95', { label: 'p95', unit: 'duration', scale: 'linear', from: 0, to: null }, p95, limits(capacity, model)),
  ]
  return { title: words`${TITLES[search]}`, charts: trials.length < 2 ? [] : charts }
}

function levelsOf({ views }: CapacityAnswers, search: SearchName, model: LevelKind['model']): readonly TrialView[] {
  return trialsOf(views, search)
    .filter(({ trial }) => trial.level?.model === model)
    .toSorted((a, b) => amountOf(a) - amountOf(b))
}

function amountOf({ trial }: TrialView): number {
  return trial.level?.amount ?? 0
}

function seriesOf(name: string, trials: readonly TrialView[], of: (view: TrialView) => number | null): Series {
  return {
    name: words`${name}`,
    part: null,
    ink: 'candidate',
    draw: 'line-and-points',
    x: trials.map(amountOf),
    y: trials.map(of),
    range: null,
  }
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null
}

function marksOf(
  { knee, maxRate }: CapacityAnswers,
  search: 'knee' | 'max-rate',
  model: LevelKind['model'],
): readonly ChartMark[] {
  const mark = (at: number, label: Words): ChartMark => ({ axis: 'x', at, what: 'point', ink: null, label })
  const print = (amount: number) => (model === 'rate' ? formatRate(amount) : String(amount))
  if (search === 'max-rate') {
    return maxRate?.perSecond == null ? [] : [mark(maxRate.perSecond, words`max rate ${formatRate(maxRate.perSecond)}`)]
  }
  const marks: ChartMark[] = []
  if (knee?.knee != null) marks.push(mark(knee.knee.amount, words`knee ${print(knee.knee.amount)}`))
  if (knee?.within != null && knee.missedAt !== null)
    marks.push(mark(knee.within.amount, words`within the thresholds up to ${print(knee.within.amount)}`))
  return marks
}

function limits(capacity: Capacity, model: LevelKind['model']): readonly ChartMark[] {
  return levelThresholds(capacity, model)
    .filter(({ metric }) => metric === 'p95')
    .map(({ limit, text }) => ({ axis: 'y', at: limit, what: 'limit', ink: null, label: words`${text}` }))
}

/** RPS over replicas and CPU, one table for each memory limit. */
function heatTables({ table }: CapacityAnswers): readonly HeatTable[] {
  const rows = table?.rows ?? []
  const boxes = rows.map(({ trial }) => trial.box)
  const replicas = ascending(boxes.map((box) => box.replicas))
  const cpus = ascending(boxes.map((box) => box.cpus))
  return ascending(boxes.map((box) => box.memoryBytes)).map((memoryBytes) => ({
    kind: 'heat',
    title: words`RPS with ${formatBytes(memoryBytes)} each`,
    summary: words`RPS of ${rows.length} boxes by CPU and replicas; + meets the thresholds.`,
    rowsAre: 'CPU each',
    columnsAre: 'Replicas',
    columns: replicas.map((count) => words`${count}`),
    rows: cpus.map((cpu) => ({
      title: words`${formatCores(cpu)}`,
      cells: replicas.map((count) => {
        const found = rows.find(
          ({ trial: { box } }) => box.replicas === count && box.cpus === cpu && box.memoryBytes === memoryBytes,
        )
        const sign = found?.outcome.state === 'meets' ? ' +' : ''
        return {
          value: found?.rps ?? null,
          text: found?.rps == null ? words`` : words`${formatRate(found.rps)}${sign}`,
        }
      }),
    })),
    better: 'higher',
  }))
}

function ascending(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b)
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

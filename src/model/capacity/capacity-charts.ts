import type { Axis, ChartBand, ChartGroup, ChartMark, LineChart, Series } from '../chart.ts'
import { numeric } from '../metrics/value.ts'
import { joinWords, type Words, words } from '../outside.ts'
import { formatRate } from '../units.ts'
import { type Capacity, levelThresholds } from './capacity.ts'
import type { LevelKind } from './capacity-config.ts'
import { heatTables } from './capacity-heat.ts'
import { nounOf } from './describe-level.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { trialsOf } from './points.ts'
import { targetRps } from './target-rps.ts'
import type { SearchName } from './trial.ts'
import { isUnsure } from './trial-outcome.ts'
import type { TrialView } from './view-trial.ts'

/** RPS and p95 over the load, with what was found marked, and the boxes as a table of colours. */
export function capacityCharts(capacity: Capacity, answers: CapacityAnswers): readonly ChartGroup[] {
  const { searches } = capacity
  const groups: ChartGroup[] = []
  if (searches.knee !== null) groups.push(loadCharts(capacity, answers, 'knee', searches.knee.load.model))
  if (searches.maxRate !== null) groups.push(loadCharts(capacity, answers, 'max-rate', 'rate'))
  const heats = heatTables(answers.table?.rows ?? [])
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
  const loads = new Set(trials.map(amountOf)).size
  const x = loadAxis(model)
  const bands = bandsOf(answers, search, model)
  const marks = marksOf(answers, search, model)
  const found = joinWords(
    [...marks, ...(search === 'knee' ? bands : [])].map(({ label }) => label),
    ', ',
  )
  const over = (what: string): Omit<LineChart, 'y' | 'series'> => ({
    kind: 'lines',
    title: words`${what} over ${x.label.toLowerCase()}`,
    summary: words`${what} at ${loads} loads${found.length === 0 ? '' : words`; ${found}`}.`,
    x,
    bands,
    marks,
  })
  const rps: LineChart = {
    ...over('RPS'),
    y: { label: 'RPS', unit: 'rate', scale: 'linear', from: 0, to: null },
    series: seriesOf('RPS', trials, targetRps),
  }
  const p95 = seriesOf('p95', trials, ({ p95: value }) => finite(numeric(value)))
  const latency: LineChart = {
    ...over('p95'),
    y: latencyAxis(p95),
    series: p95,
    marks: [...marks, ...limits(capacity, model)],
  }
  return { title: words`${TITLES[search]}`, charts: loads < 2 ? [] : [rps, latency] }
}

function loadAxis(model: LevelKind['model']): Axis {
  const label = model === 'rate' ? 'Offered rate' : capitalized(nounOf(model, 2))
  return { label, unit: model === 'rate' ? 'rate' : 'count', scale: 'log', from: null, to: null }
}

/** Beyond what a target can do a queue grows, and its latency would press all others flat. */
const MOST_ON_LINEAR = 10

function latencyAxis(series: readonly Series[]): Axis {
  const values = series.flatMap(({ y }) => y.filter((value) => value !== null))
  const isWide = Math.max(...values) > MOST_ON_LINEAR * Math.min(...values)
  return { label: 'p95', unit: 'duration', scale: isWide ? 'log' : 'linear', from: isWide ? null : 0, to: null }
}

function levelsOf({ views }: CapacityAnswers, search: SearchName, model: LevelKind['model']): readonly TrialView[] {
  return trialsOf(views, search)
    .filter((view) => view.trial.level?.model === model && !isUnsure(view))
    .toSorted((a, b) => amountOf(a) - amountOf(b))
}

function amountOf({ trial }: TrialView): number {
  return trial.level?.amount ?? 0
}

/** What was measured again, as both ends of an answer are, stands apart from the curve: a series for each time. */
function seriesOf(
  name: string,
  trials: readonly TrialView[],
  of: (view: TrialView) => number | null,
): readonly Series[] {
  const alike = [...Map.groupBy(trials, amountOf).values()]
  const times = Math.max(...alike.map(({ length }) => length))
  return Array.from({ length: times }, (_, time): Series => {
    const views = alike.flatMap((one) => one[time] ?? [])
    return {
      name: words`${time === 0 ? name : `${name}, measured again`}`,
      part: null,
      ink: 'candidate',
      draw: time === 0 ? 'line-and-points' : 'points',
      x: views.map(amountOf),
      y: views.map(of),
      range: null,
    }
  })
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
  if (search === 'max-rate') {
    return maxRate?.perSecond == null ? [] : [mark(maxRate.perSecond, words`max rate ${formatRate(maxRate.perSecond)}`)]
  }
  return knee?.knee == null ? [] : [mark(knee.knee.amount, words`knee ${printAmount(model, knee.knee.amount)}`)]
}

/** Loads at which the thresholds are met, where some of those that were tried miss them. */
function bandsOf(
  { knee, maxRate }: CapacityAnswers,
  search: 'knee' | 'max-rate',
  model: LevelKind['model'],
): readonly ChartBand[] {
  const band = (to: number, label: Words): ChartBand => ({ axis: 'x', from: null, to, label })
  if (search === 'max-rate')
    return maxRate?.perSecond == null || maxRate.above === null
      ? []
      : [band(maxRate.perSecond, words`thresholds met up to ${formatRate(maxRate.perSecond)}`)]
  if (knee?.within == null || knee.missedAt === null) return []
  return [band(knee.within.amount, words`thresholds met up to ${printAmount(model, knee.within.amount)}`)]
}

function printAmount(model: LevelKind['model'], amount: number): string {
  return model === 'rate' ? formatRate(amount) : String(amount)
}

function limits(capacity: Capacity, model: LevelKind['model']): readonly ChartMark[] {
  return levelThresholds(capacity, model)
    .filter(({ metric }) => metric === 'p95')
    .map(({ limit, text }) => ({ axis: 'y', at: limit, what: 'limit', ink: null, label: words`${text}` }))
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

import type { Axis, Chart, ChartGroup, LineChart } from '../chart.ts'
import type { Side } from '../config.ts'
import { plainText, words } from '../outside.ts'
import type { Section } from '../report/report.ts'
import type { Result } from '../result/result.ts'
import { measuredStages } from '../result/views.ts'
import { asSide } from './as-side.ts'
import { notDrawn } from './drawn-stages.ts'
import { resultCharts } from './result-charts.ts'

type ChartSection = Extract<Section, { kind: 'charts' }>

/**
 * What two runs look like that are not to be laid over each other, as they had other plans or machines: each chart of the earlier one, the baseline,
 * before the same chart of the later one, on the same axes. What only one of them has comes after that.
 */
export function sideBySide(now: Result, before: Result): readonly Section[] {
  const [earlier, later] = [chartsOf(before, 'baseline'), chartsOf(now, 'candidate')]
  const both = pairUp(earlier, later, ({ title }) => title).map(
    ([one, other]): Section => ({
      kind: 'charts',
      title: (one ?? other).title,
      groups: groupsOf(one?.groups ?? [], other?.groups ?? []),
    }),
  )
  const longer = measuredStages(before.plan).length > measuredStages(now.plan).length ? before : now
  return [...notDrawn(longer.plan), ...both]
}

function chartsOf(result: Result, side: Side): readonly ChartSection[] {
  return resultCharts(asSide(result, side)).filter((section) => section.kind === 'charts')
}

function groupsOf(earlier: readonly ChartGroup[], later: readonly ChartGroup[]): readonly ChartGroup[] {
  return pairUp(earlier, later, ({ title }) => plainText(title ?? [])).map(([one, other]) => {
    const pairs = pairUp(one?.charts ?? [], other?.charts ?? [], ({ title }) => plainText(title))
    const both = pairs.filter(([a, b]) => a !== undefined && b !== undefined)
    const single = pairs.filter((pair) => !both.includes(pair))
    return { title: (one ?? other).title, charts: [...both, ...single].flatMap(drawnPair) }
  })
}

type Pair<T> = readonly [T, T | undefined] | readonly [undefined, T]

/** What goes by the same name in both, in the order of the first, and then what only the second has. */
function pairUp<T>(first: readonly T[], second: readonly T[], nameOf: (one: T) => string): readonly Pair<T>[] {
  const names = first.map(nameOf)
  return [
    ...first.map((one): Pair<T> => [one, second.find((other) => nameOf(other) === nameOf(one))]),
    ...second.filter((other) => !names.includes(nameOf(other))).map((other): Pair<T> => [undefined, other]),
  ]
}

/** Both under the name of their side, on the same axes. */
function drawnPair([one, other]: Pair<Chart>): readonly Chart[] {
  const charts = [
    ...(one === undefined ? [] : [named(one, 'baseline', other === undefined)]),
    ...(other === undefined ? [] : [named(other, 'candidate', one === undefined)]),
  ]
  const lines = charts.filter((chart) => chart.kind === 'lines')
  if (lines.length < 2) return charts
  const ends = { x: endOf(lines, 'x', 1), y: endOf(lines, 'y', ROOM) }
  return lines.map((chart) => ({ ...chart, x: reaching(chart.x, ends.x), y: reaching(chart.y, ends.y) }))
}

function named(chart: Chart, side: Side, isAlone: boolean): Chart {
  const title = words`${chart.title} (${side})`
  return isAlone
    ? { ...chart, title, summary: words`${chart.summary} Only the ${side} has this chart.` }
    : { ...chart, title }
}

/** Above the highest curve. */
const ROOM = 1.08
/** A limit is shown where it is at most this many times what was seen, as in a chart alone. */
const IN_SIGHT = 2

/** Where an axis has to end that both charts fit in. */
function endOf(charts: readonly LineChart[], axis: 'x' | 'y', room: number): number {
  const seen = charts.flatMap(({ series }) => series.flatMap((one) => one[axis])).filter((value) => value !== null)
  const most = Math.max(...seen)
  const marks = charts.flatMap(({ marks }) => marks.filter((mark) => mark.axis === axis).map(({ at }) => at))
  const wanted = charts.map((chart) => chart[axis].to ?? Number.NEGATIVE_INFINITY)
  return Math.max(most * room, ...marks.filter((at) => at <= most * IN_SIGHT).map((at) => at * room), ...wanted)
}

function reaching(axis: Axis, to: number): Axis {
  return Number.isFinite(to) ? { ...axis, to } : axis
}

import uPlot from 'uplot'
import type { Axis } from '../model/chart.ts'
import type { DrawnChart } from '../reports/page/page-data.ts'
import type { Colours } from './colours.ts'
import type { Curve } from './curve.ts'
import { curveStyle } from './curve-style.ts'
import { drawLabels } from './draw-labels.ts'
import { drawBands, drawMarks } from './draw-marks.ts'
import { drawWhiskers } from './draw-whiskers.ts'
import { printValue } from './print-value.ts'
import { type Reach, reachOf } from './reach.ts'
import { scaleOf, ticksOf } from './scales.ts'

/** Height of a chart with its axes, in CSS pixels. */
const HEIGHT = 230

/** What the reader points at. */
export type Pointed = (plot: uPlot, place: number | null) => void

/** Draws a chart into an element, in the element's width. */
export function drawChart(
  into: HTMLElement,
  chart: DrawnChart,
  curves: readonly Curve[],
  colours: Colours,
  pointed: Pointed,
): uPlot {
  const reach = reachOf(chart, curves)
  const columns = columnsOf(chart, curves, colours)
  const tables = columns.map(({ places, values }): uPlot.AlignedData => [[...places], [...values]])
  const options: uPlot.Options = {
    width: into.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: false, range: () => [...reach.x] }, y: { range: () => [...reach.y] } },
    axes: [axis(chart.x, 'x', reach, colours), axis(chart.y, 'y', reach, colours)],
    series: [{}, ...columns.map(({ style }) => style)],
    bands: bandsOf(columns),
    hooks: {
      drawAxes: [(plot) => drawBands(plot, chart, colours)],
      draw: [
        (plot) => drawWhiskers(plot, chart, curves, colours),
        (plot) => drawMarks(plot, chart, colours),
        (plot) => drawLabels(plot, chart, colours),
      ],
      setCursor: [(plot) => pointed(plot, placeUnder(plot))],
    },
  }
  // Without a curve there is still what the axes mark.
  return new uPlot(options, tables.length === 0 ? [[...reach.x]] : uPlot.join(tables), into)
}

/** One line of uPlot: a curve, or the lower or upper end of its range. */
type Column = {
  readonly places: readonly number[]
  readonly values: readonly (number | null)[]
  readonly style: uPlot.Series
  /** The fill of what lies between this line and the one after it. */
  readonly fill: string | null
}

function columnsOf(chart: DrawnChart, curves: readonly Curve[], colours: Colours): readonly Column[] {
  const [x, y] = [scaleOf(chart.x), scaleOf(chart.y)]
  return curves.flatMap((curve): Column[] => {
    const places = curve.places.map(x.toPlace)
    const values = (numbers: readonly (number | null)[]) => numbers.map((one) => (one === null ? null : y.toPlace(one)))
    const line = { places, values: values(curve.y), style: curveStyle(curve, curves, colours), fill: null }
    // The ranges of single points are no area.
    if (curve.range === null || curve.draw === 'points') return [line]
    const stroke = colours.of(curve.ink)
    const edge: uPlot.Series = { stroke, width: 1, alpha: 0.5, points: { show: false } }
    const high = { places, values: values(curve.range.high), style: edge, fill: colours.interval }
    const low = { places, values: values(curve.range.low), style: edge, fill: null }
    return [high, low, line]
  })
}

/** The first series of uPlot is the x axis. */
function bandsOf(columns: readonly Column[]): uPlot.Band[] {
  return columns.flatMap(({ fill }, place) => (fill === null ? [] : [{ series: [place + 1, place + 2], fill }]))
}

const FONT = '12px system-ui, sans-serif'

/** Powers of two, in which bytes are counted. */
const BINARY = Array.from({ length: 45 }, (_, power) => 2 ** power)

function axis(of: Axis, scale: 'x' | 'y', reach: Reach, colours: Colours): uPlot.Axis {
  const ticks = ticksOf(of, ...reach[scale])
  const { toValue } = scaleOf(of)
  const common: uPlot.Axis = {
    scale,
    font: FONT,
    stroke: colours.quiet,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { stroke: colours.grid, width: 1, size: 4 },
    values: (_, places) => places.map((place) => printValue(of.unit, tidy(toValue(place)))),
    ...(ticks === null ? {} : { splits: () => ticks, filter: (_, places) => places }),
    ...(of.unit === 'bytes' ? { incrs: BINARY } : {}),
    ...(of.unit === 'count' ? { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] } : {}),
  }
  if (scale === 'x') return { ...common, size: 28, label: of.label, labelFont: FONT, labelSize: 18, labelGap: 0 }
  return { ...common, size: (_, values) => widest(values ?? []) }
}

/** Width of the y axis: a character is about 7 pixels wide. */
function widest(values: readonly string[]): number {
  return 16 + 7 * Math.max(0, ...values.map((value) => value.length))
}

/** Without the noise of binary fractions. */
function tidy(value: number): number {
  return Number(value.toPrecision(10))
}

function placeUnder(plot: uPlot): number | null {
  const { left } = plot.cursor
  return left === undefined || left < 0 ? null : plot.posToVal(left, 'x')
}

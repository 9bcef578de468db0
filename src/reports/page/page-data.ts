import type { Axis, ChartBand, ChartMark, Ink, LineChart, Series } from '../../model/chart.ts'
import { plainText } from '../../model/outside.ts'

/** What the page's script draws: charts with their texts tamed, to be put on the page as text only. */
export type PageData = {
  /** Many curves share their places on the x axis. */
  readonly places: readonly (readonly number[])[]
  readonly charts: readonly DrawnChart[]
}

export type DrawnChart = {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly DrawnSeries[]
  readonly bands: readonly (Omit<ChartBand, 'label'> & { readonly label: string })[]
  readonly marks: readonly (Omit<ChartMark, 'label'> & { readonly label: string })[]
}

export type DrawnSeries = {
  readonly name: string
  readonly part: string | null
  readonly ink: Ink
  readonly draw: Series['draw']
  /** Which of the `places`. */
  readonly x: number
  readonly y: readonly (number | null)[]
  readonly range: Series['range']
}

/** All charts of a page as one JSON text. No character of it can end the element in which it stands. */
export function pageData(charts: readonly LineChart[]): string {
  const known = new Map<string, number>()
  const places: (readonly number[])[] = []
  const placeOf = (x: readonly number[]) => {
    const key = x.join()
    const found = known.get(key)
    if (found !== undefined) return found
    known.set(key, places.length)
    return places.push(x) - 1
  }
  const data: PageData = { charts: charts.map((chart) => drawn(chart, placeOf)), places }
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}

function drawn(
  { title, x, y, series, bands, marks }: LineChart,
  placeOf: (x: readonly number[]) => number,
): DrawnChart {
  return {
    title: plainText(title),
    x,
    y,
    series: series.map((one) => ({ ...one, name: plainText(one.name), x: placeOf(one.x) })),
    bands: bands.map((band) => ({ ...band, label: plainText(band.label) })),
    marks: marks.map((mark) => ({ ...mark, label: plainText(mark.label) })),
  }
}

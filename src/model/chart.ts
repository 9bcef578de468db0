import type { Side } from './config.ts'
import type { Words } from './outside.ts'

/** Charts that belong together, such as those of one stage. `null`: they need no title of their own. */
export type ChartGroup = { readonly title: Words | null; readonly charts: readonly Chart[] }

/** A picture of numbers, without any markup: what is drawn, not how. Every output that can draw renders this. */
export type Chart = LineChart | HeatTable

/** Curves and points over two axes. */
export type LineChart = {
  readonly kind: 'lines'
  readonly title: Words
  /** What is to be seen in it, in one sentence, for who does not see it. */
  readonly summary: Words
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  /** Stretches of an axis that mean something, such as a tolerance. */
  readonly bands: readonly ChartBand[]
  /** Places of an axis that mean something, such as a limit, the end of a container, or a knee. */
  readonly marks: readonly ChartMark[]
}

export type Axis = {
  /** What is on it, without the unit: `Time`, `Memory in use`. */
  readonly label: string
  readonly unit: AxisUnit
  /** `tail`: percentiles, of which 90, 99 and 99.9 lie equally far apart. `log` leaves out what is not above zero. */
  readonly scale: 'linear' | 'log' | 'tail'
  /** What the axis shows at least; `null`: as far as the numbers go. */
  readonly from: number | null
  readonly to: number | null
}

/**
 * Base units: seconds of time that goes by; milliseconds that something took (`duration`); events per second; shares of 1 (a `change` with its sign);
 * bytes; cores; percent from 0 to 100; things that are counted.
 */
export type AxisUnit = 'time' | 'duration' | 'rate' | 'share' | 'change' | 'bytes' | 'cores' | 'percent' | 'count'

export type Series = {
  /** Series of the same name and ink are shown and named as one, such as the rounds of a side. */
  readonly name: Words
  /** Which of them it is, such as `round 3`; it is drawn lightly then, as one of many. `null`: it stands alone. */
  readonly part: string | null
  readonly ink: Ink
  readonly draw: 'line' | 'steps' | 'points' | 'line-and-points'
  /** Rising. */
  readonly x: readonly number[]
  /** One for each of `x`; `null`: nothing there. */
  readonly y: readonly (number | null)[]
  /** How far the truth may lie from it, for each of `x`; `null`: not said of this series. */
  readonly range: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] } | null
}

/** Whose it is; a number: one of several that are alike, from 0. */
export type Ink = Side | number

/** `null`: without end. */
export type ChartBand = {
  readonly axis: 'x' | 'y'
  readonly from: number | null
  readonly to: number | null
  readonly label: Words
}

/** `limit`: what must not be passed; `event`: something that happened; `point`: something that was found. */
export type ChartMark = {
  readonly axis: 'x' | 'y'
  readonly at: number
  readonly what: 'limit' | 'event' | 'point'
  /** `null`: of all. */
  readonly ink: Ink | null
  readonly label: Words
}

/** Numbers over two things that were varied, such as CPU and memory. */
export type HeatTable = {
  readonly kind: 'heat'
  readonly title: Words
  readonly summary: Words
  /** What the rows and the columns are: `CPU`, `Memory`. */
  readonly rowsAre: string
  readonly columnsAre: string
  readonly columns: readonly Words[]
  readonly rows: readonly { readonly title: Words; readonly cells: readonly HeatCell[] }[]
  /** Which end of the values is the good one; `null`: neither. */
  readonly better: 'higher' | 'lower' | null
}

/** `value` decides the colour, on a linear scale over the whole table; `null`: none. `text` is what stands there. */
export type HeatCell = { readonly value: number | null; readonly text: Words }

import type { Axis } from '../model/chart.ts'
import type { DrawnChart } from '../reports/page/page-data.ts'
import type { Curve } from './curve.ts'
import { scaleOf } from './scales.ts'

/** From where to where the axes go, as places. */
export type Reach = { readonly x: readonly [number, number]; readonly y: readonly [number, number] }

/** A limit is shown where it is not higher than this many times what was seen: one far away would press the curves flat. */
const IN_SIGHT = 2

/** What the axes show: all curves, what the axis asks for, and the limits that lie near. */
export function reachOf({ x, y, marks, bands }: DrawnChart, curves: readonly Curve[]): Reach {
  const seen = curves.flatMap((curve) => [
    ...curve.y.filter((value) => value !== null),
    // Only the last interval: the first ones are wide, and the axis is no better for them.
    ...(curve.range === null ? [] : [curve.range.low.at(-1) ?? 0, curve.range.high.at(-1) ?? 0]),
  ])
  const most = Math.max(...seen)
  const limits = marks.filter(({ axis, at }) => axis === 'y' && at <= most * IN_SIGHT).map(({ at }) => at)
  const ends = bands
    .filter(({ axis }) => axis === 'y')
    .flatMap(({ from, to }) => [from, to].filter((end) => end !== null))
  const places = curves.flatMap(({ places }) => places)
  const events = marks.filter(({ axis }) => axis === 'x').map(({ at }) => at)
  return { x: span(x, [...places, ...events], 0), y: span(y, [...seen, ...limits, ...ends], 0.08) }
}

/** `pad`: room beyond the values where the axis does not say where it ends, as a share. */
function span(axis: Axis, values: readonly number[], pad: number): readonly [number, number] {
  const { toPlace } = scaleOf(axis)
  const places = values.map(toPlace).filter(Number.isFinite)
  const [least, most] = [Math.min(...places), Math.max(...places)]
  const low = axis.from === null ? least : Math.min(toPlace(axis.from), least)
  const high = axis.to === null ? most : Math.max(toPlace(axis.to), most)
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1]
  const room = (high - low) * pad || (pad > 0 ? Math.abs(high) * pad || 1 : 0)
  const [begin, end] = [axis.from === null ? low - room : low, axis.to === null ? high + room : high]
  return begin === end ? [begin - 1, end + 1] : [begin, end]
}

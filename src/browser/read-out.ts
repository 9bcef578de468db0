import type { DrawnChart } from '../reports/page/page-data.ts'
import { printValue } from './print-value.ts'
import { scaleOf } from './scales.ts'
import type { Curve } from './table-of-numbers.ts'

/** A curve says nothing of places farther from its own than this share of the axis. */
const NEAR = 0.03

/** What a chart shows at a place of its x axis, in words: `3.5 s: candidate 183/s to 199/s; baseline 201/s`. */
export function readOut({ x, y }: DrawnChart, curves: readonly Curve[], place: number): string {
  const { toPlace } = scaleOf(x)
  const all = curves.flatMap(({ places }) => [places[0], places.at(-1)].filter((one) => one !== undefined).map(toPlace))
  const near = (Math.max(...all) - Math.min(...all)) * NEAR || 1
  const named = new Map<string, number[]>()
  for (const curve of curves) {
    const value = valueNear(curve, place, toPlace, near)
    if (value !== null) named.set(curve.name, [...(named.get(curve.name) ?? []), value])
  }
  const said = [...named].map(([name, values]) => {
    const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => printValue(y.unit, value))
    return `${name} ${least === most ? least : `${least} to ${most}`}`
  })
  return `${printValue(x.unit, place)}: ${said.length === 0 ? 'nothing' : said.join('; ')}`
}

function valueNear(
  { places, y }: Curve,
  place: number,
  toPlace: (value: number) => number,
  near: number,
): number | null {
  let best: number | null = null
  let distance = near
  places.forEach((one, index) => {
    const away = Math.abs(toPlace(one) - toPlace(place))
    const value = y[index]
    if (away <= distance && value !== null && value !== undefined) {
      best = value
      distance = away
    }
  })
  return best
}

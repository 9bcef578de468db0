import type { DrawnChart } from '../reports/page/page-data.ts'
import type { Curve } from './curve.ts'
import { printValue } from './print-value.ts'
import { scaleOf } from './scales.ts'

/** A curve says nothing of places farther from its own than this share of the axis. */
const NEAR = 0.03

/** What a chart shows at a place of its x axis, in words: `3.5 s: candidate 183/s to 199/s; baseline 201/s`. */
export function readOut({ x, y }: DrawnChart, curves: readonly Curve[], place: number): string {
  const { toPlace } = scaleOf(x)
  const all = curves.flatMap(({ places }) => [places[0], places.at(-1)].filter((one) => one !== undefined).map(toPlace))
  const near = (Math.max(...all) - Math.min(...all)) * NEAR || 1
  const named = new Map<string, Seen[]>()
  for (const curve of curves) {
    const seen = seenNear(curve, place, toPlace, near)
    if (seen !== null) named.set(curve.name, [...(named.get(curve.name) ?? []), seen])
  }
  const said = [...named].map(([name, seen]) => `${name} ${seen.length === 1 ? sayOne(y, seen[0]) : sayAll(y, seen)}`)
  return `${printValue(x.unit, place)}: ${said.length === 0 ? 'nothing' : said.join('; ')}`
}

/** What a curve has at a place, and how far the truth may lie from it. */
type Seen = { readonly value: number; readonly low: number | null; readonly high: number | null }

function sayAll({ unit }: DrawnChart['y'], seen: readonly Seen[]): string {
  const values = seen.map(({ value }) => value)
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) => printValue(unit, value))
  return least === most ? `${least}` : `${least} to ${most}`
}

/** `+4% (-2% to +9%)`. */
function sayOne({ unit }: DrawnChart['y'], seen: Seen | undefined): string {
  if (seen === undefined) return ''
  const { value, low, high } = seen
  const range = [low === null ? '' : printValue(unit, low), high === null ? '' : `to ${printValue(unit, high)}`]
  const said = range.filter((end) => end !== '').join(' ')
  return `${printValue(unit, value)}${said === '' ? '' : ` (${said})`}`
}

function seenNear(
  { places, y, range }: Curve,
  place: number,
  toPlace: (value: number) => number,
  near: number,
): Seen | null {
  let best: Seen | null = null
  let distance = near
  places.forEach((one, index) => {
    const away = Math.abs(toPlace(one) - toPlace(place))
    const value = y[index]
    if (away <= distance && value !== null && value !== undefined) {
      best = { value, low: range?.low[index] ?? null, high: range?.high[index] ?? null }
      distance = away
    }
  })
  return best
}

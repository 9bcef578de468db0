/** A point of a curve: how much load, and what came of it. */
export type CurvePoint = { readonly load: number; readonly rps: number }

/** Sensitivity: how far the difference curve has to fall, in mean distances of points, until its top counts as a knee. */
const SENSITIVITY = 1

const FEWEST_POINTS = 4

/**
 * The knee of a rising curve by Kneedle (Satopää, Albrecht, Irwin, Raghavan: Finding a "Kneedle" in a Haystack, 2011), over the logarithm of the
 * load: both axes are brought to 0 to 1, and the knee is the first top of `y - x` after which it falls by the sensitivity times the mean
 * distance in x before it rises to another top. `null` where there is none. The points are ascending in load.
 */
export function kneedle(points: readonly CurvePoint[]): number | null {
  const first = points[0]
  const last = points.at(-1)
  if (points.length < FEWEST_POINTS || first === undefined || last === undefined || first.load === last.load)
    return null
  const rates = points.map(({ rps }) => rps)
  const [least, most] = [Math.min(...rates), Math.max(...rates)]
  if (most === least) return null
  const width = Math.log(last.load / first.load)
  const difference = points.map(({ load, rps }) => (rps - least) / (most - least) - Math.log(load / first.load) / width)
  const fall = SENSITIVITY / (points.length - 1)
  const place = difference.findIndex((_, index) => isTop(difference, index) && fallsAfter(difference, index, fall))
  return points[place]?.load ?? null
}

function isTop(values: readonly number[], index: number): boolean {
  const [before, here, after] = [values[index - 1], values[index], values[index + 1]]
  return before !== undefined && here !== undefined && after !== undefined && here > before && here >= after
}

function fallsAfter(values: readonly number[], top: number, by: number): boolean {
  const enough = (values[top] ?? 0) - by
  for (let index = top + 1; index < values.length; index++) {
    if ((values[index] ?? 0) < enough) return true
    if (isTop(values, index) && (values[index] ?? 0) > (values[top] ?? 0)) return false
  }
  return false
}

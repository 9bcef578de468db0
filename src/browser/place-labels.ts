/** A stretch of the canvas, in its pixels. */
export type Rect = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
export type Point = readonly [x: number, y: number]

/** The label of an upright line: where the line stands, and how wide the label is. */
export type Label = { readonly at: number; readonly width: number }

/** Lines of labels at the top, and as many at the bottom. */
const MOST_LINES = 4
/** What covers another label is worse than what covers a curve, and another label's line is the least. */
const COSTS = { label: 10_000, curve: 10, line: 1 }

/**
 * Where labels go: beside their lines, at the top or at the bottom of the area, where they cover the least of the curves and of each other.
 * `height`: of a label.
 */
export function placeLabels(
  labels: readonly Label[],
  area: Rect,
  height: number,
  curves: readonly Point[],
): readonly Rect[] {
  const placed: Rect[] = []
  for (const label of labels) {
    const others = labels.filter((one) => one !== label)
    const cost = (rect: Rect) =>
      COSTS.label * placed.filter((one) => overlap(one, rect)).length +
      COSTS.curve * curves.filter(([x, y]) => isIn(rect, x, y)).length +
      COSTS.line * others.filter(({ at }) => at > rect.left && at < rect.left + rect.width).length
    const [first, ...rest] = candidates(label, area, height)
    if (first !== undefined) placed.push(rest.reduce((best, one) => (cost(one) < cost(best) ? one : best), first))
  }
  return placed
}

/** From the top and the bottom towards the middle, right of the line before left of it. */
function candidates({ at, width }: Label, area: Rect, height: number): readonly Rect[] {
  const lines = Math.max(1, Math.min(MOST_LINES, Math.floor(area.height / height / 2)))
  const tops = Array.from({ length: lines }, (_, line) => [
    area.top + line * height,
    area.top + area.height - (line + 1) * height,
  ]).flat()
  const right = area.left + area.width
  const sides = [at, at - width].filter((left) => left >= area.left && left + width <= right)
  // One that fits on neither side lies over its line.
  const lefts = sides.length > 0 ? sides : [Math.max(area.left, Math.min(at, right - width))]
  return tops.flatMap((top) => lefts.map((left) => ({ left, top, width, height })))
}

function overlap(a: Rect, b: Rect): boolean {
  const apart = a.left >= b.left + b.width || b.left >= a.left + a.width
  return !apart && a.top < b.top + b.height && b.top < a.top + a.height
}

function isIn({ left, top, width, height }: Rect, x: number, y: number): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height
}

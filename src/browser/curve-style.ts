import uPlot from 'uplot'
import type { Colours } from './colours.ts'
import type { Curve } from './curve.ts'

/** Curves are told apart without colours too: each ink has dashes of its own. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [7, 3],
  [2, 3],
  [8, 3, 2, 3],
  [4, 4],
  [12, 4],
  [2, 6],
  [10, 3, 2, 3, 2, 3],
]
const BASELINE_DASH: readonly number[] = [5, 4]

/** More rounds than this over each other are drawn lightly. */
const FEW = 3

/** How uPlot draws a curve. One of many is thin and light, so that where they lie close together is dark. */
export function curveStyle(curve: Curve, all: readonly Curve[], colours: Colours): uPlot.Series {
  const stroke = colours.of(curve.ink)
  const alike = all.filter(({ name, ink }) => name === curve.name && ink === curve.ink).length
  const dots = curve.draw === 'points' || curve.draw === 'line-and-points' || curve.places.length === 1
  return {
    stroke,
    width: curve.part === null ? 2 : 1.3,
    alpha: alike > FEW ? 0.5 : 1,
    dash: [...dashOf(curve)],
    points: { show: dots, size: curve.draw === 'points' ? 8 : 5, fill: stroke, stroke },
    ...(curve.draw === 'points' ? { paths: () => null } : {}),
    ...(curve.draw === 'steps' && uPlot.paths.stepped !== undefined
      ? { paths: uPlot.paths.stepped({ align: 1 }) }
      : {}),
  }
}

function dashOf({ ink }: Curve): readonly number[] {
  if (ink === 'candidate') return []
  return ink === 'baseline' ? BASELINE_DASH : (DASHES[ink % DASHES.length] ?? [])
}

import { MOST_REPEATS } from './boundary.ts'
import type { BoxPoint } from './table.ts'
import { type Box, byCost, isSameBox } from './trial.ts'

/** A box may be measured again once, and once more where that disagrees. */
const MOST_OF_ONE = 2

/** The times that boxes may be measured again at most. */
export function mostRepeats(boxes: number): number {
  return Math.min(MOST_REPEATS, MOST_OF_ONE * boxes)
}

/**
 * The box that would be recommended, where it was measured once, or met the thresholds as often as it missed them: of many that miss them one meets them by chance, and the
 * cheapest that does is the likeliest to. `null`: it is sure enough, or no box meets them.
 */
export function boxToConfirm(points: readonly BoxPoint[]): Box | null {
  const boxes = points.filter((point, place) => points.findIndex(({ box }) => isSameBox(box, point.box)) === place)
  if (points.length - boxes.length >= MOST_REPEATS) return null
  for (const { box } of boxes.toSorted((a, b) => byCost(a.box, b.box))) {
    const alike = points.filter((point) => isSameBox(point.box, box))
    const met = alike.filter(({ meets }) => meets).length
    if (2 * met < alike.length) continue
    return alike.length === 1 || 2 * met === alike.length ? box : null
  }
  return null
}

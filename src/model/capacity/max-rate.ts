import { mostPositions, nextPosition, type Seen } from './boundary.ts'
import type { MaxRateConfig } from './capacity-config.ts'
import { type Grid, geometricGrid, placeAtMost, valueAt } from './levels.ts'

export type RatePoint = { readonly perSecond: number; readonly meets: boolean }

export type RateSearch = { readonly grid: Grid; readonly confirm: boolean }

/** `perSecond`: the highest rate that met the thresholds, `above`: the lowest that did not; the truth lies between them. `null`: none. */
export type RateFound = { readonly perSecond: number | null; readonly above: number | null }

/** Where the search begins: a little below what the target gives flat out, at which latency has no end. */
const BELOW_PLATEAU = 0.9

const MOST_AT_A_TIME = 2

export function rateSearch({ range, step }: MaxRateConfig, confirm: boolean): RateSearch {
  return { grid: geometricGrid(range, step, 0), confirm }
}

/**
 * Rates that may be tried at most, beside the closed loop that shows where to begin; repetitions do not count. Strides that would go too far are cut
 * to a doubling, so that a climb from far below takes one rate more for each doubling of the range. It stays within 2 × log2(range / step) + 3
 * with the closed loop, for a step as large as it is at the slowest rate: the steps of a range grow with it.
 */
export function mostRates({ grid }: RateSearch): number {
  const doublings = Math.floor(Math.log2((grid.at(-1) ?? 1) / (grid[0] ?? 1)))
  return Math.min(grid.length, mostPositions(grid.length - 1) - 1 + doublings)
}

/** Which rate to try next, or what was found. `flatOut`: the RPS that the target gave in a closed loop. */
export function nextRate(
  search: RateSearch,
  flatOut: number,
  points: readonly RatePoint[],
): { readonly ask: number } | RateFound {
  const { grid, confirm } = search
  const last = grid.length - 1
  // The slower, the easier: places are counted from the fastest.
  const turned = (place: number) => last - place
  const seen: Seen = points.map(({ perSecond, meets }) => ({
    at: turned(placeAtMost(grid, perSecond)),
    answer: meets ? 'yes' : 'no',
  }))
  const hint = turned(placeAtMost(grid, BELOW_PLATEAU * flatOut))
  const step = nextPosition({ last, hint, confirm, most: mostRates(search) }, seen)
  if ('ask' in step)
    return { ask: notTooFar(search, points, valueAt(grid, turned(hint)), valueAt(grid, turned(step.ask))) }
  const rate = (place: number | null) => (place === null ? null : valueAt(grid, turned(place)))
  return { perSecond: rate(step.found.yes), above: rate(step.found.no) }
}

/** Far beyond what it can do a target is only harmed: no new rate is tried that is more than twice the highest that held, or than the first. */
function notTooFar({ grid }: RateSearch, points: readonly RatePoint[], first: number, asked: number): number {
  const isNew = (rate: number) => !points.some(({ perSecond }) => perSecond === rate)
  const held = Math.max(first, ...points.filter(({ meets }) => meets).map(({ perSecond }) => perSecond))
  const most = valueAt(grid, placeAtMost(grid, MOST_AT_A_TIME * held))
  return isNew(asked) && isNew(most) ? Math.min(asked, most) : asked
}

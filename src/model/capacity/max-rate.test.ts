import { describe, expect, it } from 'vitest'
import { mostRates, nextRate, type RateFound, type RatePoint, rateSearch } from './max-rate.ts'
import { USUAL_MAX_RATE } from './usual-capacity.ts'

const RANGES: readonly (readonly [number, number, number])[] = [
  [1, 1000, 0.03],
  [1, 1000, 0.01],
  [1, 100_000, 0.03],
  [10, 20_000, 0.1],
  [0.1, 50, 0.5],
  [1, 2, 0.03],
]

const searchOf = ([from, to, step]: readonly [number, number, number]) =>
  rateSearch({ ...USUAL_MAX_RATE, range: { from, to }, step }, true)

/** Asks until there is an answer: rates up to `highest` hold. */
function search(given: ReturnType<typeof rateSearch>, flatOut: number, highest: number) {
  const points: RatePoint[] = []
  for (;;) {
    const step = nextRate(given, flatOut, points)
    if (!('ask' in step)) return { found: step satisfies RateFound, points }
    if (points.length > 100) throw new Error('the search does not end')
    points.push({ perSecond: step.ask, meets: step.ask <= highest })
  }
}

describe('the rates of a search for the highest', () => {
  it.each(
    RANGES,
  )('from %d/s to %d/s in steps of %d lead to two neighbours, also from far too low a beginning', (...range) => {
    const given = searchOf(range)
    const { grid } = given
    const every = Math.max(1, Math.floor(grid.length / 25))
    const some = grid.filter((_, place) => place % every === 0)
    for (const flatOut of some) {
      for (const highest of some) {
        const { found, points } = search(given, flatOut, highest)
        expect(found).toEqual({ perSecond: highest, above: grid[grid.indexOf(highest) + 1] ?? null })
        expect(new Set(points.map(({ perSecond }) => perSecond)).size).toBeLessThanOrEqual(mostRates(given))
      }
    }
  })

  it.each(
    RANGES,
  )('from %d/s to %d/s in steps of %d are with the closed loop no more than 2 × log2(range / step) + 3', (...range) => {
    const [from, to, step] = range
    expect(mostRates(searchOf(range)) + 1).toBeLessThanOrEqual(2 * Math.log2((to - from) / (step * from)) + 3)
  })
})

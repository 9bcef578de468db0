import type { Range } from './capacity-config.ts'

/** The loads or limits that a search may ask for, ascending: each at least one step above the one before, the ends exact. */
export type Grid = readonly number[]

/** Steps of about a share of what is before them, and of at least `least`; whole numbers where that is one. Every doubling of the first value is among them. */
export function geometricGrid({ from, to }: Range, share: number, least: number): Grid {
  const perDoubling = Math.max(1, Math.round(Math.LN2 / Math.log1p(share)))
  const values = [from]
  for (let step = 1; ; step++) {
    const value = tidy(from * 2 ** (step / perDoubling), least)
    // A last step that would be shorter than half of one is made one with the step before it.
    if (value >= to || to - value < (to * share) / 2) break
    if (value - (values.at(-1) ?? 0) >= least) values.push(value)
  }
  return from === to ? values : [...values, to]
}

/** Steps of one size, counted from zero, so that the values are round. */
export function evenGrid({ from, to }: Range, step: number): Grid {
  const inner: number[] = []
  for (let value = step * (Math.floor(from / step) + 1); value < to; value += step) inner.push(value)
  return from === to ? [from] : [from, ...inner, to]
}

function tidy(value: number, least: number): number {
  return least >= 1 ? Math.round(value) : Number(value.toPrecision(4))
}

/** The place of the smallest value that is not below this one; the last place where there is none. */
export function placeAtLeast(grid: Grid, value: number): number {
  const place = grid.findIndex((one) => one >= value)
  return place === -1 ? grid.length - 1 : place
}

/** The place of the largest value that is not above this one; the first place where there is none. */
export function placeAtMost(grid: Grid, value: number): number {
  return Math.max(
    0,
    grid.findLastIndex((one) => one <= value),
  )
}

/** The value at a place that is known to be one of the grid. */
export function valueAt(grid: Grid, place: number): number {
  const value = grid[place]
  if (value === undefined) throw new Error(`no place ${place} on a grid of ${grid.length}`)
  return value
}

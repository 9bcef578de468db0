import type { DrawnSeries } from '../reports/page/page-data.ts'

/** A curve with its places on the x axis. */
export type Curve = DrawnSeries & { readonly places: readonly number[] }

/** Every place at which some curve has a value, rising. */
export function placesOf(curves: readonly Curve[]): readonly number[] {
  return [...new Set(curves.flatMap(({ places }) => places))].sort((a, b) => a - b)
}

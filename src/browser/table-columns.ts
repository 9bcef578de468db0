import type { Curve } from './curve.ts'

/** A column of the numbers of a chart: its title, and its values by their places on the x axis. */
export type TableColumn = { readonly title: string; readonly values: ReadonlyMap<number, number | null> }

/** The columns of a chart's curves: one for each, and two more where it says how far the truth may lie from it. */
export function tableColumns(curves: readonly Curve[]): readonly TableColumn[] {
  return curves.flatMap(({ name, part, places, y, range }): TableColumn[] => {
    const title = part === null ? name : `${name}, ${part}`
    const column = (of: string, numbers: readonly (number | null)[]): TableColumn => ({
      title: `${title}${of}`,
      values: new Map(places.map((place, at) => [place, numbers[at] ?? null])),
    })
    return [column('', y), ...(range === null ? [] : [column(': from', range.low), column(': to', range.high)])]
  })
}

import { displayWidth } from './display-width.ts'
import type { TextTable } from './text-cells.ts'
import { wordPieces } from './wrap-text.ts'

/** Stands between two columns of a table. */
export const GAP = '  '

/** How far a column may be narrowed: to its longest word, but not below so many columns. `null`: not at all. */
export type Narrowness = { readonly left: number; readonly right: number | null }

/** Words over a few lines; numbers stay on one. */
export const COMFORTABLE: Narrowness = { left: 12, right: null }
/** As narrow as can be read: a sign with its word, an interval without its middle. */
export const TIGHT: Narrowness = { left: 8, right: 14 }

/** A word beyond this width is broken. */
const LONGEST_WORD = 24

/** The widths of the columns: as wide as their texts, and where the table would be wider than `columns`, the widest narrowed as far as they may be. */
export function fitColumns(table: TextTable, columns: number, narrowness: Narrowness): readonly number[] {
  const widths = [...naturalWidths(table)]
  const floors = widths.map((width, place) => Math.min(width, floorOf(table, place, narrowness)))
  for (let excess = totalWidth(widths) - columns; excess > 0; excess--) {
    const widest = widestAbove(widths, floors)
    if (widest === null) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

/** As wide as the texts are. */
export function naturalWidths(table: TextTable): readonly number[] {
  return table.columns.map((_, place) => Math.max(0, ...textsOf(table, place).map(displayWidth)))
}

/** With the gaps between them. */
export function totalWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, widths.length - 1)
}

function floorOf(table: TextTable, place: number, { left, right }: Narrowness): number {
  const narrowest = table.columns[place]?.align === 'left' ? left : right
  if (narrowest === null) return Number.POSITIVE_INFINITY
  const longest = Math.max(0, ...textsOf(table, place).flatMap(wordPieces).map(displayWidth))
  return Math.max(narrowest, Math.min(longest, LONGEST_WORD))
}

function textsOf({ titles, rows }: TextTable, place: number): readonly string[] {
  return [titles, ...rows].map((row) => row[place]?.text ?? '')
}

function widestAbove(widths: readonly number[], floors: readonly number[]): number | null {
  let widest: number | null = null
  widths.forEach((width, place) => {
    if (width > (floors[place] ?? 0) && width > (widest === null ? 0 : (widths[widest] ?? 0))) widest = place
  })
  return widest
}

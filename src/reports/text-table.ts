import type { Column } from '../model/report.ts'
import { displayWidth } from './display-width.ts'
import { wrapText } from './wrap-text.ts'

/** Stands between two columns. */
const GAP = '  '

/** A left-aligned column is not narrowed below this width. */
const NARROWEST = 12

/** One cell: its text, and how it is coloured once its width is known. */
export type TableCell = { readonly text: string; readonly paint: (text: string) => string }

/**
 * A table as aligned lines. Where it is wider than `columns`, its left-aligned columns are narrowed, the widest first, and
 * their cells go over several lines; numbers stay on one line.
 */
export function layTable(
  titles: readonly Column[],
  rows: readonly (readonly TableCell[])[],
  columns: number,
): readonly string[] {
  const widths = fitColumns(titles, naturalWidths(titles, rows), columns)
  return rows.flatMap((row) => layRow(titles, row, widths))
}

function layRow(titles: readonly Column[], row: readonly TableCell[], widths: readonly number[]): readonly string[] {
  const cells = titles.map((_, index) => wrapText(row[index]?.text ?? '', widths[index] ?? 0))
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    titles
      .map((title, index) => {
        const text = cells[index]?.[line] ?? ''
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(text)))
        const painted = text === '' ? '' : (row[index]?.paint(text) ?? text)
        return title.align === 'right' ? space + painted : painted + space
      })
      .join(GAP)
      .trimEnd(),
  )
}

function naturalWidths(titles: readonly Column[], rows: readonly (readonly TableCell[])[]): readonly number[] {
  return titles.map((_, index) => Math.max(0, ...rows.map((row) => displayWidth(row[index]?.text ?? ''))))
}

function fitColumns(titles: readonly Column[], natural: readonly number[], columns: number): readonly number[] {
  const widths = [...natural]
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (titles.length - 1) - columns
  while (excess > 0) {
    const widest = widestLeft(titles, widths)
    if (widest === null) return widths
    widths[widest] = (widths[widest] ?? 0) - 1
    excess -= 1
  }
  return widths
}

function widestLeft(titles: readonly Column[], widths: readonly number[]): number | null {
  let widest: number | null = null
  titles.forEach((title, index) => {
    const width = widths[index] ?? 0
    if (title.align === 'left' && width > NARROWEST && width > (widest === null ? 0 : (widths[widest] ?? 0)))
      widest = index
  })
  return widest
}

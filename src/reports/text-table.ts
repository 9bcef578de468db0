import type { Column } from '../model/report/report.ts'
import { displayWidth } from './display-width.ts'
import { COMFORTABLE, fitColumns, GAP, naturalWidths, TIGHT, totalWidth } from './fit-columns.ts'
import type { TableCell, TextTable } from './text-cells.ts'
import { wrapText } from './wrap-text.ts'

/** A last column of sentences gets at least so many columns, and so many that none goes over more than a few lines; or a place under each row. */
const NARROWEST_PROSE = 30
const MOST_PROSE_LINES = 3

/**
 * A table as aligned lines of at most `columns` columns. One that is too wide loses first its empty columns; then its words go over several lines, and
 * the sentences of a last column under their rows; and what is still too wide stands as several tables below each other, which begin with the same columns.
 */
export function layTable(table: TextTable, columns: number): readonly string[] {
  const whole = fits(table, naturalWidths(table), columns)
  if (whole !== null) return layRows(table, whole)
  const filled = pickColumns(table, (place) => place === 0 || table.rows.some((row) => textAt(row, place) !== ''))
  const prose = proseColumn(filled)
  const comfortable = fits(filled, fitColumns(filled, columns, COMFORTABLE), columns)
  if (comfortable !== null && (prose === null || hasRoom(filled, prose, comfortable[prose] ?? 0)))
    return layRows(filled, comfortable)
  const short = prose === null ? filled : pickColumns(filled, (place) => place !== prose)
  const details = filled.rows.map((row) => (prose === null ? [] : layDetail(row[prose], columns)))
  const narrowed =
    fits(short, fitColumns(short, columns, COMFORTABLE), columns) ??
    fits(short, fitColumns(short, columns, TIGHT), columns)
  return narrowed === null ? layBands(short, details, columns) : layRows(short, narrowed, details)
}

function fits(table: TextTable, widths: readonly number[], columns: number): readonly number[] | null {
  return totalWidth(widths) <= columns || table.columns.length === 1 ? widths : null
}

/** The last column, where it holds sentences. */
function proseColumn({ columns, rows }: TextTable): number | null {
  const last = columns.length - 1
  if (columns[last]?.align !== 'left') return null
  return rows.some((row) => displayWidth(textAt(row, last)) > NARROWEST_PROSE) ? last : null
}

function hasRoom({ rows }: TextTable, prose: number, width: number): boolean {
  const lines = rows.map((row) => wrapText(textAt(row, prose), width).length)
  return width >= NARROWEST_PROSE && Math.max(...lines) <= MOST_PROSE_LINES
}

function pickColumns({ columns, titles, rows }: TextTable, picked: (place: number) => boolean): TextTable {
  const pick = <T>(all: readonly T[]) => all.filter((_, place) => picked(place))
  return { columns: pick(columns), titles: pick(titles), rows: rows.map(pick) }
}

/** What a row has to say at length, under it and a little to the right. */
function layDetail(cell: TableCell | undefined, columns: number): readonly string[] {
  if (cell === undefined || cell.text === '') return []
  return wrapText(cell.text, columns - DETAIL_INDENT.length).map((line) => DETAIL_INDENT + cell.paint(line))
}

const DETAIL_INDENT = '    '

/** `details`: lines under each row. */
function layRows(
  { columns, titles, rows }: TextTable,
  widths: readonly number[],
  details: readonly (readonly string[])[] = [],
): readonly string[] {
  const lay = (row: readonly TableCell[]) => layRow(columns, row, widths)
  return [...lay(titles), ...rows.flatMap((row, place) => [...lay(row), ...(details[place] ?? [])])]
}

function layRow(columns: readonly Column[], row: readonly TableCell[], widths: readonly number[]): readonly string[] {
  const cells = columns.map((_, place) => wrapText(textAt(row, place), widths[place] ?? 0))
  const height = Math.max(...cells.map((lines) => lines.length))
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((column, place) => {
        const text = (cells[place]?.[line] ?? '').trimEnd()
        const space = ' '.repeat(Math.max(0, (widths[place] ?? 0) - displayWidth(text)))
        const painted = text === '' ? '' : (row[place]?.paint(text) ?? text)
        return column.align === 'right' ? space + painted : painted + space
      })
      .join(GAP)
      .trimEnd(),
  )
}

/** As many columns at a time as fit beside those that say what a row is about. The details stand under the last of the tables. */
function layBands(table: TextTable, details: readonly (readonly string[])[], columns: number): readonly string[] {
  const widths = naturalWidths(table).map((width) => Math.min(width, Math.floor(columns / 2)))
  const keys = keyColumns(table, widths, columns)
  const bands: number[][] = []
  for (let place = keys; place < table.columns.length; place++) {
    const band = bands.at(-1)
    const shown = [...widths.slice(0, keys), ...[...(band ?? []), place].map((one) => widths[one] ?? 0)]
    if (band !== undefined && totalWidth(shown) <= columns) band.push(place)
    else bands.push([place])
  }
  return bands.flatMap((band, number) => {
    const part = pickColumns(table, (place) => place < keys || band.includes(place))
    const lines = layRows(part, fitColumns(part, columns, TIGHT), number === bands.length - 1 ? details : [])
    return number === 0 ? lines : ['', ...lines]
  })
}

/** The columns before the first number, as many as leave half of the width to the others. */
function keyColumns({ columns }: TextTable, widths: readonly number[], width: number): number {
  const first = columns.findIndex(({ align }) => align === 'right')
  let keys = first === -1 ? columns.length - 1 : first
  while (keys > 1 && totalWidth(widths.slice(0, keys)) > width / 2) keys--
  return Math.max(1, keys)
}

function textAt(row: readonly TableCell[], place: number): string {
  return row[place]?.text ?? ''
}

import { stringify } from 'csv-stringify/sync'
import { isOutside, type Outside, tame } from '../model/outside.ts'

/** What stands in a cell: a number with all its digits; a text of ours or from outside; `null`, an empty cell, where there is no value. */
export type CsvCell = number | string | Outside | null

/** A column and what a row has in it. */
export type CsvColumn<Row> = readonly [title: string, cell: (row: Row) => CsvCell]

/**
 * A table as RFC 4180 says: a line of titles, commas, CRLF, quotes around cells that need them. No cell that holds text is taken for a formula by a
 * spreadsheet, and no byte of a text is one that readers of CSV stumble over.
 */
export function csvTable<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): string {
  const titles = columns.map(([title]) => title)
  const lines = rows.map((row) => columns.map(([, cell]) => printCell(cell(row))))
  return stringify([titles, ...lines], { record_delimiter: 'windows', quote_record_delimiter: true })
}

function printCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : ''
  return guardFormulas(isOutside(cell) ? tameLines(cell) : cell)
}

/** Spreadsheets take no longer cell: 32 767 characters. */
const LONGEST_CELL = 32_000
const LONGEST_LINE = 2000
const WIDEST_INDENT = 40

/** Outside text with its lines and their indentation, as a stack trace has them. */
function tameLines({ outside }: Outside): string {
  const lines = outside.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => {
    const indent = /^[ \t]*/.exec(line)?.[0].length ?? 0
    return `${' '.repeat(Math.min(indent, WIDEST_INDENT))}${tame({ outside: line }, LONGEST_LINE)}`.trimEnd()
  })
  const text = lines.join('\n').trimEnd()
  return text.length <= LONGEST_CELL ? text : `${text.slice(0, LONGEST_CELL - 1)}…`
}

/**
 * An apostrophe keeps a text from being a formula. It stands also at each place where a spreadsheet that separates cells by semicolons or tabs, as some
 * languages' do, would begin a cell, or a row, within the text. Full-width signs are signs for some programs.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
function guardFormulas(text: string): string {
  return text.replace(/(^|[;\t])([^\S\n]*["']*)(?=[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/gm, "$1$2'")
}

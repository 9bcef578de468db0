import { words } from '../model/outside.ts'
import type { Report, Row, Section } from '../model/report/report.ts'
import { commandSafe, logLine, plainLine } from './escape.ts'
import { painter } from './paint.ts'
import { markSign, outcomeSign } from './signs.ts'
import type { TableCell } from './text-cells.ts'
import { layTable } from './text-table.ts'
import { wrapText } from './wrap-text.ts'

/** `columns`: width to keep to. `colour`: whether ANSI sequences are printed. */
export type TerminalOptions = { readonly colour: boolean; readonly columns: number }

type Paint = ReturnType<typeof painter>

/** A report as plain text for a terminal or a log. No line of it can command the Actions runner. */
export function renderTerminal(report: Report, { colour, columns }: TerminalOptions): string {
  const paint = painter(colour)
  const { character, colour: outcomeColour } = outcomeSign(report.outcome)
  const head = wrapText(`${character} ${plainLine(report.headline)}`, columns)
    .map((line) => paint(paint(line, outcomeColour), 'bold'))
    .join('\n')
  const parts = [head, ...report.sections.flatMap((section) => renderSection(section, paint, columns))]
  return commandSafe(`${parts.join('\n\n')}\n`)
}

function renderSection(section: Section, paint: Paint, columns: number): readonly string[] {
  const body = renderBody(section, paint, columns - INDENT.length)
  if (body.length === 0) return []
  const title = paint(plainLine(words`${section.title}`), 'bold')
  return [[title, ...body.map((line) => `${INDENT}${line}`.trimEnd())].join('\n')]
}

const INDENT = '  '

function renderBody(section: Section, paint: Paint, columns: number): readonly string[] {
  switch (section.kind) {
    case 'table':
      return section.rows.length === 0 || section.isQuiet === true ? [] : renderTable(section, paint, columns)
    case 'words':
      return section.lines.flatMap((line) =>
        wrapText(plainLine(line), columns - 2).map((text, index) => `${index === 0 ? '- ' : '  '}${text}`),
      )
    case 'log':
      return section.lines.map(logLine)
    case 'charts':
      return []
  }
}

function renderTable(
  { columns, rows }: Extract<Section, { kind: 'table' }>,
  paint: Paint,
  width: number,
): readonly string[] {
  const titles = columns.map((column) => ({ ...plain(column.title), paint: (text: string) => paint(text, 'grey') }))
  return layTable({ columns, titles, rows: rows.map((row) => renderRow(row, paint)) }, width)
}

/** A row's sign stands in its first cell. */
function renderRow({ mark, cells }: Row, paint: Paint): readonly TableCell[] {
  const sign = markSign(mark)
  const [first, ...rest] = cells.map((cell) => plain(plainLine(cell)))
  if (first === undefined) return []
  if (sign === null) return [first, ...rest]
  return [{ text: `${sign.character} ${first.text}`, paint: (piece) => paint(piece, sign.colour) }, ...rest]
}

function plain(text: string): TableCell {
  return { text, paint: (piece) => piece }
}

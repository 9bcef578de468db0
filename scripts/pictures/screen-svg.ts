import type { Cell, Screen } from '../../src/terminal/test/screen.ts'

const FONT_PX = 14
const CELL_WIDTH_PX = 8.4
const LINE_PX = 19
const MARGIN_PX = 14

/** The sixteen colours that programs ask for by number, as a dark terminal shows them. */
const COLOURS = [
  '#484f58',
  '#ff7b72',
  '#3fb950',
  '#d29922',
  '#58a6ff',
  '#bc8cff',
  '#39c5cf',
  '#b1bac4',
  '#6e7681',
  '#ffa198',
  '#56d364',
  '#e3b341',
  '#79c0ff',
  '#d2a8ff',
  '#56d4dd',
  '#f0f6fc',
] as const
const FOREGROUND = '#c9d1d9'
const BACKGROUND = '#0d1117'

/** The lines of a terminal's screen as a picture: every cell at its place, in its colour. */
export async function screenSvg(screen: Screen, title: string): Promise<string> {
  const lines = await screen.cells()
  const width = Math.ceil(screen.columns * CELL_WIDTH_PX + 2 * MARGIN_PX)
  const height = lines.length * LINE_PX + 2 * MARGIN_PX
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_PX}" fill="${FOREGROUND}">`,
    ...lines.flatMap((cells, line) => runsOf(cells).map((run) => textOf(run, line))),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

type Run = { readonly column: number; readonly cells: readonly Cell[] }

/** Neighbours of one look, so that a line is a few texts and not one for each cell. */
function runsOf(cells: readonly Cell[]): readonly Run[] {
  const runs: { column: number; cells: Cell[] }[] = []
  for (const [column, cell] of cells.entries()) {
    const last = runs.at(-1)
    if (last !== undefined && lookOf(last.cells[0]) === lookOf(cell)) last.cells.push(cell)
    else runs.push({ column, cells: [cell] })
  }
  return runs.map(trimmed).filter(({ cells: kept }) => kept.length > 0)
}

/** Without the empty cells at its ends. */
function trimmed({ column, cells }: Run): Run {
  const isInk = ({ text }: Cell) => text.trim() !== ''
  const from = Math.max(0, cells.findIndex(isInk))
  return { column: column + from, cells: cells.slice(from, cells.findLastIndex(isInk) + 1) }
}

function lookOf(cell: Cell | undefined): string {
  return cell === undefined ? '' : `${cell.colour} ${cell.isBold} ${cell.isDim}`
}

/**
 * Length and place are given, so that a reader's font does not move the columns. Each text keeps its spaces by itself: the style `white-space` is not
 * heeded everywhere, and where spaces are joined the length spreads the letters.
 */
function textOf({ column, cells }: Run, line: number): string {
  const [first] = cells
  const x = (MARGIN_PX + column * CELL_WIDTH_PX).toFixed(1)
  const y = MARGIN_PX + (line + 0.75) * LINE_PX
  const looks = [
    first?.colour == null ? '' : ` fill="${COLOURS[first.colour] ?? FOREGROUND}"`,
    first?.isBold ? ' font-weight="bold"' : '',
    first?.isDim ? ' opacity="0.65"' : '',
  ]
  const length = (cells.length * CELL_WIDTH_PX).toFixed(1)
  const text = escaped(cells.map(({ text: one }) => one || ' ').join(''))
  return `<text x="${x}" y="${y}" textLength="${length}" xml:space="preserve"${looks.join('')}>${text}</text>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

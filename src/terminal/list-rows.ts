import type { LiveRun, LiveStep } from '../model/live-run.ts'
import { displayWidth, padLeft, padRight, shortenTo } from '../reports/display-width.ts'
import { sparkline } from '../reports/sparkline.ts'
import type { Space } from './look.ts'
import { type SideFigures, sideFigures } from './side-figures.ts'

type Line = {
  readonly figure: keyof SideFigures
  readonly title: string
  readonly step: ((step: LiveStep) => number | null) | null
}

const LINES: readonly Line[] = [
  { figure: 'rps', title: 'RPS', step: ({ rps }) => rps },
  { figure: 'p95', title: 'p95', step: ({ p95Ms }) => p95Ms },
  { figure: 'failed', title: 'failed', step: null },
  { figure: 'cpu', title: 'CPU', step: null },
  { figure: 'memory', title: 'mem', step: null },
]
const TITLE_WIDTH = 6

/** A figure with a curve behind it takes so many columns. */
const FIGURE_WIDTH = 7

/** One line for each figure of the side that is driven, and one for its name where there are two. */
export function listRows({ now, sides }: LiveRun, { width, paint, glyphs }: Space): readonly string[] {
  const side = now.doing.what === 'load' ? now.doing.side : (now.sides[0] ?? 'candidate')
  const live = sides.get(side) ?? { last: null, steps: [] }
  const figures = sideFigures(live)
  const rows = LINES.map(({ figure, title, step }) => {
    const { text, style } = figures[figure]
    const curveWidth = width - TITLE_WIDTH - FIGURE_WIDTH - 2
    const cell = step === null ? squeezeTo(text, width - TITLE_WIDTH - 1) : padLeft(text, FIGURE_WIDTH)
    const painted = style === null ? cell : paint(cell, style)
    const curve =
      step === null || curveWidth < 1 ? '' : ` ${paint(sparkline(live.steps.map(step), curveWidth, glyphs), 'cyan')}`
    return `${paint(padRight(title, TITLE_WIDTH), 'grey')} ${painted}${curve}`
  })
  return now.sides.length > 1 ? [shortenTo(side, width), ...rows] : rows
}

/** In at most so many columns: `0.98/1` for `0.98 of 1`, before anything is cut off. */
export function squeezeTo(text: string, columns: number): string {
  return shortenTo(displayWidth(text) <= columns ? text : text.replace(' of ', '/'), columns)
}

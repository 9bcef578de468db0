import type { Side } from '../model/config.ts'
import type { LiveRun, LiveSide, LiveStep } from '../model/live-run.ts'
import { padLeft, padRight } from '../reports/display-width.ts'
import { sparkline } from '../reports/sparkline.ts'
import type { Space } from './look.ts'
import { type SideFigures, sideFigures } from './side-figures.ts'

/** Each with room for its largest figure, so that nothing moves while the run goes on. */
const COLUMNS: readonly { readonly figure: keyof SideFigures; readonly title: string; readonly width: number }[] = [
  { figure: 'rps', title: 'RPS', width: 6 },
  { figure: 'p95', title: 'p95', width: 7 },
  { figure: 'failed', title: 'failed', width: 11 },
  { figure: 'cpu', title: 'CPU', width: 11 },
  { figure: 'memory', title: 'memory', width: 16 },
]
const GAP = '  '

/** Room for the name of a side and the mark before it. */
const NAME_WIDTH = 11

/** A curve shorter than this says nothing. */
const SHORTEST_CURVE = 6

/** Columns for the curve behind a figure; 0: none. */
type Curves = Partial<Record<keyof SideFigures, number>>

/** A line of titles and one for each side; `null` where there is no room for all figures. Curves take what is left. */
export function tableRows(run: LiveRun, space: Space): readonly string[] | null {
  const hasNames = run.now.sides.length > 1
  const names = hasNames ? NAME_WIDTH + GAP.length : 0
  const least = names + COLUMNS.reduce((sum, { width }) => sum + width, 0) + GAP.length * (COLUMNS.length - 1)
  if (least > space.width) return null
  const curves = fitCurves(space.width - least)
  const titles = COLUMNS.map(({ figure, title, width }) => padLeft(title, width) + ' '.repeat(roomOf(curves, figure)))
  const rows = Array.from(run.sides, ([side, live]) => {
    const figures = layFigures(live, curves, space)
    return hasNames ? `${nameOf(side, run, space)}${GAP}${figures}` : figures
  })
  return [space.paint((' '.repeat(names) + titles.join(GAP)).trimEnd(), 'grey'), ...rows]
}

/** Of the RPS first; of the p95 where there is room for both. */
function fitCurves(room: number): Curves {
  const half = Math.floor(room / 2) - 1
  if (half >= SHORTEST_CURVE) return { rps: half, p95: half }
  return room - 1 >= SHORTEST_CURVE ? { rps: room - 1 } : {}
}

/** A curve and the space before it. */
function roomOf(curves: Curves, figure: keyof SideFigures): number {
  const width = curves[figure]
  return width === undefined ? 0 : width + 1
}

const STEPS: Partial<Record<keyof SideFigures, (step: LiveStep) => number | null>> = {
  rps: ({ rps }) => rps,
  p95: ({ p95Ms }) => p95Ms,
}

function layFigures(live: LiveSide, curves: Curves, { paint, glyphs }: Space): string {
  const figures = sideFigures(live)
  return COLUMNS.map(({ figure, width }) => {
    const { text, style } = figures[figure]
    const cell = padLeft(text, width)
    const painted = style === null ? cell : paint(cell, style)
    const [columns, step] = [curves[figure], STEPS[figure]]
    if (columns === undefined || step === undefined) return painted
    return `${painted} ${paint(padRight(sparkline(live.steps.map(step), columns, glyphs), columns), 'cyan')}`
  }).join(GAP)
}

/** The side that is driven is marked. */
function nameOf(side: Side, { now: { doing } }: LiveRun, { paint, glyphs }: Space): string {
  if (doing.what !== 'load' || doing.side !== side) return padRight(`  ${side}`, NAME_WIDTH)
  return paint(padRight(`${glyphs === 'unicode' ? '▸' : '>'} ${side}`, NAME_WIDTH), 'bold')
}

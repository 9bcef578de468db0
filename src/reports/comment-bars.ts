import { outside, tame } from '../model/outside.ts'
import type { Bar, BarGroup } from '../model/report/bars.ts'
import { displayWidth, fitWidth } from './display-width.ts'

/** Length of the longest bar, in characters. */
const WIDTH = 24
/** Groups that are drawn; a long plan would bury the rest. */
const MOST_GROUPS = 16
const LONGEST_NAME = 24

/** Parts of a block, from an eighth to a whole one. https://www.unicode.org/charts/PDF/U2580.pdf */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const

/**
 * Bars as text in a fenced block, so that they stand also in a mail and in a terminal. Empty where there is nothing to draw. A fence keeps
 * mentions and HTML from forming; it is longer than any run of backticks inside.
 */
export function commentBars(groups: readonly BarGroup[]): string {
  const shown = groups.slice(0, MOST_GROUPS)
  if (shown.length === 0) return ''
  const bars = shown.flatMap((group) => group.bars.map((bar) => ({ label: labelOf(group.metric, bar), ...bar })))
  const widths = {
    label: Math.max(...bars.map(({ label }) => displayWidth(label))),
    text: Math.max(...bars.map(({ text }) => displayWidth(text))),
  }
  const blocks = shown.map(({ metric, bars }) =>
    bars.map((bar) => drawLine(labelOf(metric, bar), bar, widths)).join('\n'),
  )
  const text = blocks.join('\n\n')
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

function labelOf(metric: string, { stage, side }: Bar): string {
  const name = fitWidth(tame(outside(stage)), LONGEST_NAME)
  return [name, metric, side].filter((part) => part !== null).join(' ')
}

/** The number stands before the bar, where the next one can be compared with it. */
function drawLine(label: string, { length, text }: Bar, widths: { label: number; text: number }): string {
  const afterLabel = ' '.repeat(widths.label - displayWidth(label))
  const beforeText = ' '.repeat(widths.text - displayWidth(text))
  return `${label}${afterLabel}  ${beforeText}${text}  ${length === null ? '' : drawBar(length)}`.trimEnd()
}

/** A share of the full width, to an eighth of a character. Whatever is not nothing is seen. */
function drawBar(length: number): string {
  const eighths = Math.max(length > 0 ? 1 : 0, Math.round(Math.min(1, length) * WIDTH * EIGHTHS.length))
  return '█'.repeat(Math.floor(eighths / EIGHTHS.length)) + (EIGHTHS[eighths % EIGHTHS.length] ?? '')
}

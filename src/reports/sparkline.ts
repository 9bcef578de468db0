/** What a terminal can show: block characters and lines, or ASCII alone. */
export type Glyphs = 'unicode' | 'ascii'

const LEVELS: Readonly<Record<Glyphs, string>> = { unicode: '▁▂▃▄▅▆▇█', ascii: '_.-=+*#@' }

/** The newest values as one character each, from zero to the largest of them; a value that is not known is a space. */
export function sparkline(values: readonly (number | null)[], columns: number, glyphs: Glyphs): string {
  const shown = values.slice(-columns)
  const largest = Math.max(0, ...shown.filter((value) => value !== null))
  return shown.map((value) => (value === null ? ' ' : level(value, largest, glyphs))).join('')
}

function level(value: number, largest: number, glyphs: Glyphs): string {
  const levels = LEVELS[glyphs]
  const share = largest > 0 ? value / largest : 0
  return levels[Math.round(share * (levels.length - 1))] ?? ''
}

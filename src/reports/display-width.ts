import stringWidth from 'string-width'

const GRAPHEMES = new Intl.Segmenter()

/** Columns that a text takes in a terminal; sequences that colour it take none. */
export function displayWidth(text: string): number {
  return stringWidth(text)
}

/** The longest start of a text that fits into so many columns. No character that people see as one is cut apart. */
export function fitWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  let width = 0
  let fitted = ''
  for (const { segment } of GRAPHEMES.segment(text)) {
    width += displayWidth(segment)
    if (width > columns) return fitted
    fitted += segment
  }
  return fitted
}

/** The text, or its start and an ellipsis, in at most so many columns. */
export function shortenTo(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text
  return columns < 1 ? '' : `${fitWidth(text, columns - 1)}…`
}

/** The text with spaces before it, so that it takes so many columns. */
export function padLeft(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - displayWidth(text))) + text
}

/** The text with spaces after it, so that it takes so many columns. */
export function padRight(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)))
}

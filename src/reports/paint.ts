import type { Colour } from './signs.ts'

/** A terminal's way of showing text. */
export type Style = Colour | 'bold' | 'cyan'

const CODES: Readonly<Record<Style, number>> = { bold: 1, red: 31, green: 32, yellow: 33, cyan: 36, grey: 90 }

/** Colours text by ANSI sequences, or leaves it as it is. Whether to colour is the caller's decision. */
export function painter(colour: boolean): (text: string, style: Style) => string {
  return colour ? (text, style) => `\u001B[${CODES[style]}m${text}\u001B[0m` : (text) => text
}

/** Characters that take no column of their own: marks on the one before, joiners, variation selectors. */
const NO_COLUMN = /^[\p{Mn}\p{Me}\p{Cf}]$/u

/** Characters that terminals draw two columns wide: East Asian scripts, full-width forms, pictures. */
const TWO_COLUMNS =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]$/u

/** Asks for the picture form of the character before it, which is two columns wide. */
const PICTURE_SELECTOR = '\uFE0F'

/** Columns that a text takes in a terminal. Right for ASCII, close for the rest (joined pictures count as several). */
export function displayWidth(text: string): number {
  let width = 0
  let last = 0
  for (const character of text) {
    if (character === PICTURE_SELECTOR && last === 1) {
      width += 1
      last = 2
    } else if (!NO_COLUMN.test(character)) {
      last = TWO_COLUMNS.test(character) ? 2 : 1
      width += last
    }
  }
  return width
}

/** The longest start of a text that fits into so many columns. */
export function fitWidth(text: string, columns: number): string {
  let width = 0
  let fitted = ''
  for (const character of text) {
    width += displayWidth(character)
    if (width > columns) return fitted
    fitted += character
  }
  return fitted
}

import { displayWidth, fitWidth } from './display-width.ts'

/** Breaks a line between words into lines of at most `columns` columns; a word that is longer is broken where it must. */
export function wrapText(text: string, columns: number): readonly string[] {
  const width = Math.max(columns, 2)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((each) => breakWord(each, width))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (displayWidth(longer) <= width) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  return [...lines, line]
}

function breakWord(word: string, width: number): readonly string[] {
  const pieces: string[] = []
  let rest = word
  while (displayWidth(rest) > width) {
    const piece = fitWidth(rest, width)
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return [...pieces, rest]
}

import { displayWidth, fitWidth } from './display-width.ts'

/** Breaks a line between words into lines of at most `columns` columns; a word that is longer is broken where it must, at best after a hyphen. */
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

/** The parts of a line that are kept whole where they fit: its words, and the parts of words that hyphens join. */
export function wordPieces(text: string): readonly string[] {
  return text.split(' ').flatMap(splitAtHyphens)
}

function splitAtHyphens(word: string): readonly string[] {
  return word.split(/(?<=\p{L}-)(?=\p{L})/u)
}

/** After a hyphen where there is one in reach. */
function breakWord(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word]
  const lines: string[] = []
  for (const piece of splitAtHyphens(word).flatMap((each) => breakAnywhere(each, width))) {
    const longer = `${lines.at(-1) ?? ''}${piece}`
    if (lines.length > 0 && displayWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(piece)
  }
  return lines
}

function breakAnywhere(word: string, width: number): readonly string[] {
  const pieces: string[] = []
  let rest = word
  while (displayWidth(rest) > width) {
    const piece = fitWidth(rest, width)
    pieces.push(piece)
    rest = rest.slice(piece.length)
  }
  return [...pieces, rest]
}

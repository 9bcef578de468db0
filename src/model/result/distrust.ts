import { isOutside, type Outside, outside, type Words } from '../outside.ts'

/**
 * Mentions, references to issues, pull requests and commits, addresses, and characters that hide or reorder text or move a cursor.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
const LIVELY =
  /@|#\d|\bgh-\d|:\/\/|\bwww\.|(?<![\p{L}\p{N}])[0-9a-f]{7,64}(?![\p{L}\p{N}])|[\p{Cc}\p{Cf}\u2028\u2029]/iu

/**
 * A sentence of which somebody says that part of it is our own words. Those have no mention, address or control character: a word that has one is outside
 * text. Line breaks part words, so that the sentence stays one line.
 */
export function distrust(sentence: Words): Words {
  return runs(sentence).flatMap((run) => (isLively(run) ? splitWords(run.join('')) : run))
}

/** Our own parts that stand side by side together: what is read as one word can be made of several. */
function runs(sentence: Words): readonly Words[] {
  const all: (string | Outside)[][] = []
  let isOwn = false
  for (const part of sentence) {
    const last = all.at(-1)
    if (isOwn && last !== undefined && !isOutside(part)) last.push(part)
    else all.push([part])
    isOwn = !isOutside(part)
  }
  return all
}

function isLively(run: Words): boolean {
  return !run.some(isOutside) && LIVELY.test(run.join(''))
}

function splitWords(text: string): Words {
  return text
    .split(/[ \t\r\n]+/)
    .flatMap((word, place) => [place === 0 ? '' : ' ', LIVELY.test(word) ? outside(word) : word])
}

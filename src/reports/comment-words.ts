import { isOutside, type Outside, outside, type Words } from '../model/outside.ts'
import { type MarkdownPlace, markdownWords } from './escape.ts'

/**
 * A sentence for a comment. A comment notifies people, and the result that it is made from may come from a fork: also in what claims to be our
 * own words, whatever GitHub would make a mention, a reference or a link of goes into a code span.
 */
export function commentWords(sentence: Words, place: MarkdownPlace): string {
  return markdownWords(sentence.flatMap(distrust), place)
}

/**
 * Mentions, references to issues, pull requests and commits, addresses, and characters that hide or reorder text.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
 */
const LIVELY =
  /@|#\d|\bgh-\d|:\/\/|\bwww\.|(?<![\p{L}\p{N}])[0-9a-f]{7,64}(?![\p{L}\p{N}])|[\p{Cc}\p{Cf}\u2028\u2029]/iu

/** Our own words have none of these: a word that has is outside text. Line breaks part words, so that the sentence stays one line. */
function distrust(part: string | Outside): readonly (string | Outside)[] {
  if (isOutside(part) || !LIVELY.test(part)) return [part]
  return part
    .split(/[ \t\r\n]+/)
    .flatMap((word, place) => [place === 0 ? '' : ' ', LIVELY.test(word) ? outside(word) : word])
}

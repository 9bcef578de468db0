import { isOutside, type Outside, type Words } from '../model/outside.ts'
import { distrust } from '../model/result/distrust.ts'
import { type MarkdownPlace, markdownWords } from './escape.ts'

/**
 * A sentence for a comment. A comment notifies people: also in our own words, whatever GitHub would make a mention, a reference or a link of goes into
 * a code span. What a target or an engine answered can hold a body or a line of a log: it stays in the log of the run.
 */
export function commentWords(sentence: Words, place: MarkdownPlace): string {
  return markdownWords(distrust(sentence.map(withoutAnswer)), place)
}

function withoutAnswer(part: string | Outside): string | Outside {
  return isOutside(part) && part.answered === true ? '(see the log of the run)' : part
}

/** The beginning of a sentence, at most so many characters and an ellipsis. A reason that somebody made up can be as long as a book. */
export function shortWords(sentence: Words, longest: number): Words {
  let room = longest
  return sentence.flatMap((part) => {
    if (room < 0) return []
    const text = isOutside(part) ? part.outside : part
    const kept = Array.from(text.slice(0, 2 * room + 2))
    const isWhole = kept.length <= room
    const short = isWhole ? text : kept.slice(0, room).join('')
    room -= isWhole ? kept.length : room + 1
    return [isOutside(part) ? { ...part, outside: short } : short, ...(isWhole ? [] : ['…'])]
  })
}

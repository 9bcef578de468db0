/**
 * Text that came from outside: image names, bodies, container logs, names in files, branch names. It is hostile.
 * An object, not a string: a template literal, a join or a log call cannot print it by accident. A renderer has to ask
 * for its text and escape it for the place where it goes.
 */
export type Outside = {
  readonly outside: string
  /** A target or an engine has answered it: it may hold a body or a line of a log, which comments leave out. */
  readonly answered?: true
}

/** A sentence in which our own words and text from outside stay apart until a renderer prints them. */
export type Words = readonly (string | Outside)[]

/** Marks a text as coming from outside. */
export function outside(text: string): Outside {
  return { outside: text }
}

/** Marks a text as what a target or an engine has answered. */
export function answered({ outside }: Outside): Outside {
  return { outside, answered: true }
}

/** A template tag that keeps `Outside` values apart: words`image ${outside(name)} not found`. */
export function words(texts: TemplateStringsArray, ...values: readonly (string | number | Outside | Words)[]): Words {
  const parts: (string | Outside)[] = []
  texts.forEach((text, index) => {
    if (text !== '') parts.push(text)
    const value = values[index]
    if (value === undefined) return
    if (typeof value === 'string' || typeof value === 'number') parts.push(String(value))
    else if (isOutside(value)) parts.push(value)
    else parts.push(...value)
  })
  return parts
}

/** Joins sentences with a separator of our own. */
export function joinWords(sentences: readonly Words[], separator: string): Words {
  return sentences.flatMap((sentence, index) => (index === 0 ? sentence : [separator, ...sentence]))
}

export function isOutside(value: unknown): value is Outside {
  return typeof value === 'object' && value !== null && 'outside' in value
}

/**
 * Control characters, line and paragraph separators, zero-width and bidirectional marks: what can forge a line, move the cursor or reorder text.
 * U+FEFF and U+00AD are invisible; U+E0000 to U+E007F are invisible tags.
 */
const INVISIBLE = /[\p{Cc}\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\u{E0000}-\u{E007F}]+/gu

/** Longest outside text that is printed in a sentence, in characters. */
const LONGEST = 300

/** One visible line of at most `longest` characters, without anything that could end the line, hide or reorder text. */
export function tame(text: Outside, longest: number = LONGEST): string {
  const line = text.outside.replace(INVISIBLE, ' ').trim()
  const characters = Array.from(line)
  return characters.length <= longest ? line : `${characters.slice(0, longest - 1).join('')}…`
}

/** A sentence as plain text: outside parts tamed. For error messages and terminals; Markdown and HTML have renderers of their own. */
export function plainText(sentence: Words): string {
  return sentence.map((part) => (isOutside(part) ? tame(part) : part)).join('')
}

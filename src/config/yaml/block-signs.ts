/** A private-use character that stands for `>` while YAML reads the text. It has the same length, so that all places stay right. */
const MASK = '\uE000'

/** `- rps: >= 100`, `- rps: >5`, `- >= 100`: in a list item, `>` before a number begins no folded text but is a comparison. */
const COMPARISON = /^([ \t]*- +(?:[^\s#:'"{[][^#:'"\n]*: +)?)>(?= *=? *[\d.])/gm

/** Hides comparisons from YAML, which would take them for the header of a folded block and swallow the lines below. */
export function maskBlockSigns(text: string): string {
  return text.includes(MASK) ? text : text.replace(COMPARISON, `$1${MASK}`)
}

/** Gives a value its comparison back. */
export function unmask(text: string): string {
  return text.replaceAll(MASK, '>')
}

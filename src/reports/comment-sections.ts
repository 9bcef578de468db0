/** A piece of a comment that is there as a whole or not at all. */
export type CommentSection = {
  /** For the line that says what was left out. */
  readonly name: string
  /** `always`, or a number: the section with the lowest is cut first. */
  readonly need: 'always' | number
  /** Markdown; empty: there is no such section. */
  readonly text: string
}

/** The sections one below the other, in at most `maxBytes` of UTF-8. Where they are more, whole ones are left out, and a line says which. */
export function joinSections(sections: readonly CommentSection[], maxBytes: number): string {
  const there = sections.filter(({ text }) => text !== '')
  const byNeed = there.filter(isDispensable).sort((one, other) => one.need - other.need)
  let cut: readonly CommentSection[] = []
  for (const next of [...byNeed, null]) {
    const text = join(there, cut)
    if (Buffer.byteLength(text) <= maxBytes || next === null) return text
    cut = [...cut, next]
  }
  return ''
}

function isDispensable(section: CommentSection): section is CommentSection & { readonly need: number } {
  return section.need !== 'always'
}

function join(sections: readonly CommentSection[], cut: readonly CommentSection[]): string {
  const kept = sections.filter((section) => !cut.includes(section)).map(({ text }) => text)
  const names = sections.filter((section) => cut.includes(section)).map(({ name }) => name)
  const note =
    names.length === 0 ? [] : [`_Left out here for their length: ${names.join('; ')}. The run's summary has them._`]
  // The note stands above the last section, which links to the run.
  return `${[...kept.slice(0, -1), ...note, ...kept.slice(-1)].join('\n\n')}\n`
}

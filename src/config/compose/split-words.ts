/** A command line as compose splits it: spaces part words, quotes and backslashes keep them together. Nothing is expanded. */
export function splitWords(line: string): readonly string[] {
  const found = line.matchAll(/(?:\\[\s\S]|'[^']*'|"(?:\\[\s\S]|[^"\\])*"|[^\s'"\\]|['"\\])+/g)
  return [...found].map(([word]) =>
    word.replace(
      /\\([\s\S])|'([^']*)'|"((?:\\[\s\S]|[^"\\])*)"/g,
      (_, escaped: string | undefined, single: string | undefined, double: string | undefined) =>
        escaped ?? single ?? (double ?? '').replace(/\\(["\\$`])/g, '$1'),
    ),
  )
}

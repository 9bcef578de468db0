/** A line to open, as Markdown on GitHub shows it. Empty where there is nothing in it. `title` is a text of ours. */
export function details(title: string, text: string): string {
  return text === '' ? '' : `<details>\n<summary>${title}</summary>\n\n${text}\n\n</details>`
}

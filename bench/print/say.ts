const lines: string[] = []

/** Prints text for the benchmark's result and keeps it, so that it can be put into the README. Progress goes to stderr instead. */
export function say(text: string): void {
  console.log(text)
  lines.push(text)
}

/** Everything that was said, as one text. */
export function said(): string {
  return lines.join('\n').trim()
}

/** The number after a key at the begin of a line (`nr_periods 44`), as in the kernel's flat keyed files; `null` where there is none. */
export function readKey(text: string, key: string): number | null {
  const line = text.startsWith(`${key} `) ? 0 : text.indexOf(`\n${key} `) + 1
  if (line === 0 && !text.startsWith(`${key} `)) return null
  const value = Number.parseInt(text.slice(line + key.length + 1), 10)
  return Number.isNaN(value) ? null : value
}

/** A file that holds one number; `null` where it holds something else (`max`), or is not there. */
export function readNumber(text: string | null): number | null {
  const value = Number.parseInt(text ?? '', 10)
  return Number.isNaN(value) ? null : value
}

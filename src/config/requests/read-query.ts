import { type FilledText, filledTexts } from '../filled-texts.ts'
import type { Reading } from '../sources.ts'
import { type Path, subtree } from '../yaml/tree.ts'

/** The query of a request, in the order in which it is written; a list repeats its key. What cannot be filled in is reported and left out. */
export function readQuery(reading: Reading, path: Path): readonly FilledText[] {
  const query = subtree(reading.tree, path)
  if (query?.kind !== 'map') return []
  return query.entries.flatMap(({ key, value }) => {
    if (value.kind === 'scalar') return filledTexts(reading, path, [key])
    if (value.kind !== 'list') return []
    const filled = filledTexts(
      reading,
      [...path, key],
      value.items.map((_, index) => index),
    )
    return filled.map((one) => ({ ...one, key }))
  })
}

/** The path with a query appended: `text` as sent, percent-encoded; `source` as written, to be shown. */
export function withQuery(path: string, query: readonly FilledText[], which: 'text' | 'source'): string {
  if (query.length === 0) return path
  const value = (one: FilledText) => (which === 'text' ? encode(one.text) : one.source)
  const pairs = query.map((one) => `${encode(one.key)}=${value(one)}`).join('&')
  const sign = path.includes('?') ? (/[?&]$/.test(path) ? '' : '&') : '?'
  return `${path}${sign}${pairs}`
}

/** Values of the environment as they can turn up elsewhere: decoded, and as they are sent. */
export function querySecrets(query: readonly FilledText[]): readonly string[] {
  const secrets = query.filter(({ source, text }) => source !== text).flatMap(({ text }) => [text, encode(text)])
  return [...new Set(secrets)]
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

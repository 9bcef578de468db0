import { outside, words } from '../../model/outside.ts'
import { type FilledText, filledTexts } from '../filled-texts.ts'
import { labelOf } from '../labels.ts'
import { type Reading, reportAt, reportKey } from '../sources.ts'
import { type Path, subtree } from '../yaml/tree.ts'

/** RFC 9110, 5.6.2: token. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** RFC 9110, 5.5: field-value, with obs-text. No CR, LF or NUL can get through. */
const FIELD_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/
/** Headers that say how the message is framed or how the connection is used: the load client sets them. */
const CLIENTS_OWN = [
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'trailer',
  'te',
  'proxy-connection',
]

/** The headers of a request, filled in. Values are never put into a message. */
export function readHeaders(reading: Reading, path: Path): readonly FilledText[] {
  const headers = subtree(reading.tree, path)
  if (headers?.kind !== 'map') return []
  const seen = new Map<string, string>()
  for (const { key } of headers.entries) {
    checkName(reading, path, key, seen)
    seen.set(key.toLowerCase(), key)
  }
  return filledTexts(reading, path).filter((header) => checkValue(reading, path, header))
}

function checkName(reading: Reading, path: Path, key: string, seen: ReadonlyMap<string, string>): void {
  const label = labelOf(reading.tree, path)
  const lower = key.toLowerCase()
  const same = seen.get(lower)
  if (!TOKEN.test(key)) {
    const fix = words`Write a name of letters, digits and hyphens, like X-Request-Id.`
    reportKey(reading, path, key, words`${label}: "${outside(key)}" is not the name of a header`, fix)
  } else if (CLIENTS_OWN.includes(lower)) {
    const fix = words`Remove it: perf-gate sets it for each request.`
    reportKey(reading, path, key, words`${label}: ${outside(key)} cannot be set`, fix)
  } else if (same !== undefined) {
    const fix = words`Header names do not differ by case. Keep one of the two.`
    reportKey(reading, path, key, words`${label}: ${outside(key)} and ${outside(same)} are the same header`, fix)
  }
}

function checkValue(reading: Reading, path: Path, { key, source, text }: FilledText): boolean {
  if (FIELD_VALUE.test(text) && text.trim() === text) return true
  const label = labelOf(reading.tree, [...path, key])
  const what = /[\r\n]/.test(text)
    ? 'a line break'
    : text.trim() === text
      ? 'a character that no header may hold'
      : 'a space at one of its ends'
  const from =
    source === text
      ? words`${label} holds ${what}`
      : words`${label} holds ${what} once the environment is filled in${text.trim() === text ? '' : ' (is a variable empty?)'}`
  reportAt(
    reading,
    [...path, key],
    from,
    words`Write one line of printable ASCII without spaces around it. (The value is not shown, it may be a secret.)`,
  )
  return false
}

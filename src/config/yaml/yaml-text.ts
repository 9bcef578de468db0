import type { Json } from '../../model/suggest/json.ts'

/** Plain words that YAML 1.1 or 1.2 reads as something else than a text. */
const RESERVED = /^(?:~|null|true|false|yes|no|on|off|y|n|\.nan|[-+]?\.inf)$/i
/** Letters first, and nothing that YAML gives a meaning inside a text, in brackets or at the end. */
const PLAIN = /^[A-Za-z_/](?:[\w./-]|[+@=-](?=\w)|:(?=[\w/])| (?=[A-Za-z]))*$/
/** What cannot be seen in a line, or would end or reorder it. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]|[^\S ]/u
const UNSEEN_EACH = /[\p{C}\p{Zl}\p{Zp}]|[^\S ]/gu

/** A text as a YAML scalar of one line, quoted where YAML would read anything else than the text. */
export function yamlText(text: string): string {
  if (PLAIN.test(text) && !RESERVED.test(text)) return text
  // An Actions runner obeys `##[` anywhere in a line, and this text may be printed in a log.
  if (!UNSEEN.test(text) && text.isWellFormed() && !text.includes('##[')) return `'${text.replaceAll("'", "''")}'`
  return JSON.stringify(text).replace(UNSEEN_EACH, escaped).replaceAll('##[', '#\\x23[')
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}

/** A JSON value in one line, in YAML's brackets. Numbers and texts keep their kinds. */
export function yamlFlow(value: Json): string {
  if (typeof value === 'string') return yamlText(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(yamlFlow).join(', ')}]`
  const entries = Object.entries(value).map(([key, one]) => `${yamlText(key)}: ${yamlFlow(one)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

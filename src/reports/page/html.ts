import { type Outside, tame, type Words } from '../../model/outside.ts'

/** A piece of the page: HTML, as apart from text that still has to be escaped. */
export type Html = { readonly html: string }

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

type Piece = Html | readonly Html[] | Words | string | number

/** A template tag for HTML: texts are escaped for elements and quoted attributes, sentences too, and only HTML stays HTML. */
export function html(texts: TemplateStringsArray, ...values: readonly Piece[]): Html {
  return {
    html: texts.reduce((whole, text, index) => whole + (index === 0 ? '' : insert(values[index - 1] ?? '')) + text, ''),
  }
}

function insert(value: Piece): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(String(value))
  if (isHtml(value)) return value.html
  return value
    .map((part) => (isHtml(part) ? part.html : typeof part === 'string' ? escapeHtml(part) : outsideHtml(part)))
    .join('')
}

function isHtml(value: unknown): value is Html {
  return typeof value === 'object' && value !== null && 'html' in value
}

/** Kept apart from its surroundings, also in its direction of writing. */
function outsideHtml(part: Outside): string {
  const text = tame(part)
  return text === '' ? '(empty)' : `<bdi>${breakable(text)}</bdi>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

/** A word without a place to break it would make its column as wide as itself. */
const LONG_WORD = /[^\s/:@,_-]{16}|[/:@,_-](?=\S)/gu

function breakable(text: string): string {
  return text
    .replace(LONG_WORD, (piece) => `${piece}\n`)
    .split('\n')
    .map(escapeHtml)
    .join('<wbr>')
}

import { outside, type Words, words } from '../../model/outside.ts'
import { isRunnersOwn } from '../variables.ts'

/** One piece of a compose text: text as it stands, or a variable with what compose does where it is not set. */
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string; readonly sign: string; readonly rest: string }

const VARIABLE = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^}]*))?\})/g

/** `$$`, `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME:?message}`, `${NAME:+replacement}`. Defaults inside defaults stay text. No two texts are neighbours. */
function piecesOf(source: string): readonly Piece[] {
  const pieces: Piece[] = []
  let text = ''
  let end = 0
  for (const match of source.matchAll(VARIABLE)) {
    const [whole, , bare, braced, sign, rest] = match
    const name = bare ?? braced
    text += source.slice(end, match.index)
    end = match.index + whole.length
    if (name === undefined) text += '$'
    else {
      pieces.push({ kind: 'text', text }, { kind: 'variable', name, sign: sign ?? '', rest: rest ?? '' })
      text = ''
    }
  }
  return [...pieces, { kind: 'text', text: text + source.slice(end) }]
}

/** A text of `env` in the configuration's own form, and what had to be changed. `text: null`: it cannot be written at all. */
export function toConfigText(source: string): { readonly text: string | null; readonly note: Words | null } {
  const pieces = piecesOf(source)
  const refused = pieces.find((piece) => piece.kind === 'variable' && isRunnersOwn(piece.name))
  if (refused?.kind === 'variable')
    return { text: null, note: words`left out: \${${outside(refused.name)}} may not be handed to the image` }
  if (pieces.some((piece, index) => piece.kind === 'text' && piece.text.endsWith('$') && index < pieces.length - 1))
    return { text: null, note: words`left out: ${outside(source)} cannot be written here ($ before a variable)` }
  const changed = pieces.find((piece) => piece.kind === 'variable' && /^:?[-+]$/.test(piece.sign))
  return {
    text: pieces.map(configPiece).join(''),
    note: changed === undefined ? null : words`The compose file says ${outside(source)}; defaults are not read here.`,
  }
}

/** A default is written out: then the file works as it stands. */
function configPiece(piece: Piece): string {
  if (piece.kind === 'text') return literal(piece.text)
  if (piece.sign === '-' || piece.sign === ':-') return literal(piece.rest)
  return piece.sign.endsWith('+') ? '' : `\${${piece.name}}`
}

/** A function and no text as replacement: there `$$` would be one `$`. */
function literal(text: string): string {
  return text.replaceAll('${', () => '$${')
}

/** A text with its variables filled in as compose does it; `missing` names one that is not set and has no default. */
export function fillCompose(
  source: string,
  env: Readonly<Record<string, string | undefined>>,
): { readonly text: string; readonly missing: string | null } {
  let missing: string | null = null
  const texts = piecesOf(source).map((piece) => {
    if (piece.kind === 'text') return piece.text
    const value = Object.hasOwn(env, piece.name) ? env[piece.name] : undefined
    const set = value !== undefined && !(piece.sign.startsWith(':') && value === '')
    if (piece.sign.endsWith('+')) return set ? piece.rest : ''
    if (set) return value ?? ''
    if (piece.sign.endsWith('-')) return piece.rest
    missing ??= piece.name
    return ''
  })
  return { text: texts.join(''), missing }
}

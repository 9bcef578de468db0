import { outside, words } from '../../model/outside.ts'
import { type Parsed, parsed, type Wrong, wrong } from '../../model/parsed.ts'
import { quoted } from './scalars.ts'

const STEP = /\.?(?:([^.[\]'"\s]+)|\[(\d{1,9})\]|\[(?:'([^']*)'|"([^"]*)")\])/y
const ROOT = /^\$(?=$|[.[])/

/**
 * Reads a place in a JSON body: keys and list places from its root.
 *
 *     place = [ "$" ] { step } ; step = [ "." ] key | "[" number "]" | "['" key "']"
 *
 * `predictions[0].class`, `$.a.b` and `['a.b'][2]` are places; `$` is the whole body.
 */
export function jsonPath(text: string): Parsed<readonly (string | number)[]> {
  const rest = text.replace(ROOT, '')
  const steps: (string | number)[] = []
  STEP.lastIndex = 0
  while (STEP.lastIndex < rest.length) {
    const start = STEP.lastIndex
    const found = STEP.exec(rest)
    if (found === null || isJoined(rest, start, text)) return notAPlace(text)
    const [whole, key, place, single, double] = found
    if (key !== undefined && /^\d+$/.test(key)) return numberAsKey(text, start, whole, key)
    steps.push(place === undefined ? (key ?? single ?? double ?? '') : Number(place))
  }
  return steps.length === 0 && text !== '$' ? notAPlace(text) : parsed(steps)
}

/** A key needs a point before it, except at the beginning; brackets have none. */
function isJoined(rest: string, start: number, text: string): boolean {
  const sign = rest[start]
  if (sign === '.') return rest[start + 1] === '[' || (start === 0 && rest === text)
  return sign !== '[' && (start > 0 || rest !== text)
}

function notAPlace(text: string): Wrong {
  return wrong(
    words`${quoted(text)} is not a place in a JSON body`,
    words`Write it like predictions[0].class, or ['a.b'] for a key with other characters.`,
  )
}

function numberAsKey(text: string, start: number, step: string, key: string): Wrong {
  const rest = text.replace(ROOT, '')
  const before = text.slice(0, text.length - rest.length + start)
  const after = rest.slice(start + step.length)
  return wrong(
    words`${quoted(text)}: is ${key} a place in a list or a key?`,
    words`Write ${outside(`${before}[${key}]${after}`)} for the list, ${outside(`${before}['${key}']${after}`)} for the key.`,
  )
}

import type { Json, JsonExpectation } from '../../model/config.ts'

/**
 * Says what a JSON body lacks of what is expected at one place; `null` when nothing. Of what was found only the type is told, never the value:
 * the sentence goes where the body does not, and a service may answer with what it was sent, a token among it.
 */
export function lackingAt(root: Json, { path, equals }: JsonExpectation): string | null {
  const found = valueAt(root, path)
  if (sameJson(found, equals)) return null
  const place = path.length === 0 ? 'the body' : path.join('.')
  const wanted = JSON.stringify(equals)
  if (found === undefined) return `${place} is missing, not ${wanted}`
  if (typeOf(found) !== typeOf(equals)) return `${place} is ${typeOf(found)}, not ${wanted}`
  return `${place} is not ${wanted}`
}

function valueAt(root: Json, path: readonly (string | number)[]): Json | undefined {
  let value: Json | undefined = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Readonly<Record<string | number, Json>>)[step]
  }
  return value
}

/** Equal as JSON: the order of an object's keys does not matter. */
function sameJson(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const keys = Object.keys(one)
  if (keys.length !== Object.keys(other).length) return false
  return keys.every((key) => Object.hasOwn(other, key) && sameJson(valueAt(one, [key]), valueAt(other, [key])))
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return TYPE_WORDS[typeof value] ?? 'no JSON'
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
}

/** A value of a JSON text that came from outside: its keys and texts are hostile. */
export type Json = null | boolean | number | string | readonly Json[] | JsonMap
export type JsonMap = { readonly [key: string]: Json }

/** The value as a map; `null` when it is something else. */
export function asMap(value: Json | undefined): JsonMap | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonMap) : null
}

/** The value as a list; an empty one when it is something else. */
export function asList(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

/** What a map holds under a key of its own; a key such as `constructor` finds nothing that was not written. */
export function field(value: Json | undefined, key: string): Json | undefined {
  const map = asMap(value)
  return map !== null && Object.hasOwn(map, key) ? map[key] : undefined
}

/** Reads a JSON text; `undefined` where it is none. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    // What is no JSON says nothing, which is a normal case.
    return undefined
  }
}

import { asList, asMap, field, type Json, type JsonMap } from './json.ts'
import { resolve } from './references.ts'

/** Deeper than any body that people write; a schema that contains itself ends here. */
const DEEPEST = 16
/** Schemas looked at for one value: a schema that contains itself several times would double at each level. */
const MOST_STEPS = 5_000
const MOST_ITEMS = 1_000
const LONGEST_TEXT = 1_000

/**
 * A value that a JSON Schema of OpenAPI 3.0 or 3.1 allows: what the schema shows (`const`, `example`, `examples`, `default`, `enum`), else one that is
 * made from its type and bounds, with the required properties only. `undefined` where none can be made.
 */
export function exampleValue(document: Json, schema: Json | undefined): Json | undefined {
  let steps = 0

  function make(reference: Json | undefined, depth: number): Json | undefined {
    steps++
    const resolved = resolve(document, reference)
    if (depth > DEEPEST || steps > MOST_STEPS) return undefined
    if (resolved === true) return {}
    const whole = asMap(resolved)
    if (whole === null) return undefined
    const shown = shownValue(whole)
    if (shown !== undefined) return shown
    const alternatives = [...asList(field(whole, 'anyOf')), ...asList(field(whole, 'oneOf'))]
    if (alternatives.length > 0) return firstOf(alternatives, depth)
    return fromType(withParts(whole, depth), depth)
  }

  /** `null` is an alternative that says nothing: it comes last. */
  function firstOf(alternatives: readonly Json[], depth: number): Json | undefined {
    for (const alternative of alternatives) {
      const value = make(alternative, depth + 1)
      if (value !== undefined && value !== null) return value
    }
    return alternatives.some((one) => typeOf(asMap(resolve(document, one)) ?? {}) === 'null') ? null : undefined
  }

  /** `allOf` as one schema: all properties, all that is required; of anything else the last one holds. */
  function withParts(schema: JsonMap, depth: number): JsonMap {
    const parts = asList(field(schema, 'allOf')).slice(0, MOST_ITEMS)
    if (parts.length === 0 || depth > DEEPEST) return schema
    const maps = parts.map((part) => asMap(resolve(document, part))).filter((map) => map !== null)
    steps += maps.length
    if (steps > MOST_STEPS) return schema
    const all = [...maps.map((map) => withParts(map, depth + 1)), schema]
    return {
      ...Object.assign({}, ...all),
      properties: Object.assign({}, ...all.map((map) => asMap(field(map, 'properties')) ?? {})),
      required: all.flatMap((map) => asList(field(map, 'required'))),
    }
  }

  function fromType(schema: JsonMap, depth: number): Json | undefined {
    const merged = shownValue(schema)
    if (merged !== undefined) return merged
    switch (typeOf(schema)) {
      case 'object':
        return makeObject(schema, depth)
      case 'array':
        return makeList(schema, depth)
      case 'string':
        return makeText(schema)
      case 'number':
      case 'integer':
        return makeNumber(schema)
      case 'boolean':
        return true
      case 'null':
        return null
      default:
        return {}
    }
  }

  function makeObject(schema: JsonMap, depth: number): Json | undefined {
    const properties = field(schema, 'properties')
    const entries: [string, Json][] = []
    for (const name of asList(field(schema, 'required')).slice(0, MOST_ITEMS)) {
      if (typeof name !== 'string') continue
      const value = make(field(properties, name) ?? true, depth + 1)
      if (value === undefined) return undefined
      entries.push([name, value])
    }
    return Object.fromEntries(entries)
  }

  function makeList(schema: JsonMap, depth: number): Json | undefined {
    const fixed = asList(field(schema, 'prefixItems')).slice(0, MOST_ITEMS)
    const first = fixed.map((item) => make(item, depth + 1))
    if (first.includes(undefined)) return undefined
    const least = numberAt(schema, 'minItems') ?? (fixed.length > 0 ? fixed.length : 1)
    const length = Math.min(least, numberAt(schema, 'maxItems') ?? least)
    if (length > MOST_ITEMS) return undefined
    const missing = Math.max(0, length - first.length)
    const item = missing === 0 ? undefined : make(field(schema, 'items') ?? true, depth + 1)
    if (missing > 0 && item === undefined) return numberAt(schema, 'minItems') === null ? [] : undefined
    return [...first, ...Array.from({ length: missing }, () => item)] as Json[]
  }

  return make(schema, 0)
}

/** What the schema itself shows as a value. `examples` is a list in OpenAPI 3.1, `example` is 3.0's. */
function shownValue(schema: JsonMap): Json | undefined {
  return (
    field(schema, 'const') ??
    field(schema, 'example') ??
    asList(field(schema, 'examples'))[0] ??
    field(schema, 'default') ??
    asList(field(schema, 'enum'))[0]
  )
}

/** OpenAPI 3.1 allows a list of types; without one, keywords tell. */
function typeOf(schema: JsonMap): string | null {
  const type = field(schema, 'type')
  const named = Array.isArray(type) ? (type.find((one) => one !== 'null') ?? type[0]) : type
  if (typeof named === 'string') return named
  if (field(schema, 'properties') !== undefined || field(schema, 'required') !== undefined) return 'object'
  return field(schema, 'items') !== undefined || field(schema, 'prefixItems') !== undefined ? 'array' : null
}

function numberAt(schema: JsonMap, key: string): number | null {
  const value = field(schema, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** 1 where it is allowed, else the bound nearest to it. An exclusive bound is a number in OpenAPI 3.1 and a flag beside the bound in 3.0. */
function makeNumber(schema: JsonMap): number | undefined {
  const whole = typeOf(schema) === 'integer'
  const step = numberAt(schema, 'multipleOf') ?? (whole ? 1 : null)
  const lower = bound(schema, 'minimum', 'exclusiveMinimum')
  const upper = bound(schema, 'maximum', 'exclusiveMaximum')
  const allowed = (value: number) =>
    Number.isFinite(value) &&
    (!whole || Number.isInteger(value)) &&
    (lower === null || (lower.exclusive ? value > lower.at : value >= lower.at)) &&
    (upper === null || (upper.exclusive ? value < upper.at : value <= upper.at))
  const middle = lower !== null && upper !== null ? [(lower.at + upper.at) / 2] : []
  const near = [lower, upper].flatMap((one) => (one === null ? [] : [one.at, one.at + 1, one.at - 1]))
  const candidates = [1, ...near, ...middle]
  if (step === null || step <= 0) return candidates.find(allowed)
  const stepped = candidates.flatMap((value) => [Math.ceil(value / step) * step, Math.floor(value / step) * step])
  return stepped.find(allowed)
}

function bound(
  schema: JsonMap,
  inclusive: string,
  exclusive: string,
): { readonly at: number; readonly exclusive: boolean } | null {
  const at = numberAt(schema, inclusive)
  const strict = numberAt(schema, exclusive)
  if (strict !== null) return { at: strict, exclusive: true }
  return at === null ? null : { at, exclusive: field(schema, exclusive) === true }
}

const FORMATS: Readonly<Record<string, string>> = {
  date: '2024-01-31',
  'date-time': '2024-01-31T12:00:00Z',
  time: '12:00:00Z',
  email: 'someone@example.com',
  uri: 'https://example.com/',
  url: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  hostname: 'example.com',
  byte: 'AAAA',
  base64: 'AAAA',
}

function makeText(schema: JsonMap): string | undefined {
  const format = field(schema, 'format')
  const text = (typeof format === 'string' && Object.hasOwn(FORMATS, format) ? FORMATS[format] : null) ?? 'text'
  const least = numberAt(schema, 'minLength') ?? 0
  const most = numberAt(schema, 'maxLength') ?? LONGEST_TEXT
  if (least > LONGEST_TEXT) return undefined
  return text.padEnd(least, 'x').slice(0, Math.max(0, most))
}

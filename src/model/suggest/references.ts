import { asMap, field, type Json } from './json.ts'

/** Longest chain of references that is followed; one that leads back to itself ends here too. */
const MOST_HOPS = 20

/** The value itself, or what its `$ref` leads to inside the document (RFC 6901 pointers). Nothing outside the document is ever looked at. */
export function resolve(document: Json, value: Json | undefined): Json | undefined {
  let at = value
  for (let hops = 0; hops <= MOST_HOPS; hops++) {
    const reference = field(at, '$ref')
    if (typeof reference !== 'string') return at
    at = pointedTo(document, reference)
  }
  return undefined
}

function pointedTo(document: Json, reference: string): Json | undefined {
  if (!reference.startsWith('#/')) return reference === '#' ? document : undefined
  return reference
    .slice(2)
    .split('/')
    .reduce<Json | undefined>((at, step) => descend(at, unescapeStep(step)), document)
}

function descend(at: Json | undefined, key: string): Json | undefined {
  if (Array.isArray(at)) return /^\d{1,6}$/.test(key) ? at[Number(key)] : undefined
  return asMap(at) === null ? undefined : field(at, key)
}

/** Percent-encoding first, then `~1` and `~0`, as RFC 6901 section 6 has it. */
function unescapeStep(step: string): string {
  return decoded(step).replaceAll('~1', '/').replaceAll('~0', '~')
}

function decoded(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    // A stray percent sign stands for itself.
    return step
  }
}

import type { DraftRequest } from '../draft.ts'
import { outside, type Words, words } from '../outside.ts'
import { exampleValue } from './example-value.ts'
import { asList, asMap, field, type Json } from './json.ts'
import { mlflowRequest } from './known-requests.ts'
import { resolve } from './references.ts'
import { requestName, uniqueNames } from './request-name.ts'

/** Requests that an OpenAPI document suggests, the likeliest first, and what it says that cannot be sent. */
export type Suggestions = { readonly requests: readonly DraftRequest[]; readonly notes: readonly Words[] }

const MOST_REQUESTS = 5
const MOST_PATHS = 2_000
/** As JSON text. Larger bodies belong into files of their own. */
const LARGEST_BODY = 16 * 1024
/** The share of the mix that inference gets, as a weight beside the other requests' 1. */
const INFERENCE_WEIGHT = 3

const INFERENCE =
  /predict|infer|invocation|score|scoring|classif|embed|generat|complet|detect|segment|transcri|translat|summari|rerank|recommend|forecast|estimat/i
/** Operations that change something, or sound like it: they are never sent. */
const CHANGES =
  /train|\bfit\b|login|logout|auth|token|register|signup|user|upload|delete|remove|create|update|insert|reset|reload|restart|shutdown|stop|feedback|webhook|import|admin|\bkill\b/i
/** What every service has and no caller waits for. */
const HOUSEKEEPING =
  /^\/(?:.*\/)?(?:health\w*|livez?|liveness|readyz?|readiness|startup|ping|status|metrics|version|docs|redoc|openapi\.json|favicon\.ico)\/?$/i

/** The requests that a document of OpenAPI 3.0 or 3.1 suggests: GET, and POST with a JSON body. Nothing that would change something is among them. */
export function suggestRequests(document: Json): Suggestions {
  const found = operationsOf(document)
  const inference = found.filter((one) => one.method === 'POST' && INFERENCE.test(one.path))
  const posts = inference.length > 0 ? inference : found.filter((one) => one.method === 'POST')
  const gets = found.filter((one) => one.method === 'GET' && !HOUSEKEEPING.test(one.path))
  const drafts = [...posts, ...byLength(gets)].map((one) => draftOf(document, one))
  const requests = drafts.flatMap((draft) => (draft.state === 'request' ? [draft.request] : []))
  const notes = drafts.flatMap((draft) => (draft.state === 'note' ? [draft.note] : []))
  return { requests: weighted(uniqueNames(requests.slice(0, MOST_REQUESTS))), notes: notes.slice(0, MOST_REQUESTS) }
}

/** The first POST gets the weight. */
function weighted(requests: readonly DraftRequest[]): readonly DraftRequest[] {
  const first = requests.findIndex(({ method }) => method === 'POST')
  return requests.map((one, index) => (index === first ? { ...one, weight: INFERENCE_WEIGHT } : one))
}

type Operation = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly operation: Json
  /** Those of the path, then those of the operation. */
  readonly parameters: readonly Json[]
}

/** The index page before anything deeper. The sort keeps the document's order among equals. */
function byLength(operations: readonly Operation[]): readonly Operation[] {
  const depth = ({ path }: Operation) => path.split('/').filter((part) => part !== '').length
  return [...operations].sort((a, b) => depth(a) - depth(b))
}

function operationsOf(document: Json): readonly Operation[] {
  const paths = Object.entries(asMap(field(document, 'paths')) ?? {}).slice(0, MOST_PATHS)
  return paths.flatMap(([path, reference]) => {
    if (!path.startsWith('/') || CHANGES.test(path)) return []
    const item = resolve(document, reference)
    return (['GET', 'POST'] as const).flatMap((method) => {
      const operation = field(item, method.toLowerCase())
      if (asMap(operation) === null || field(operation, 'deprecated') === true) return []
      const parameters = [...asList(field(item, 'parameters')), ...asList(field(operation, 'parameters'))]
      return operation === undefined ? [] : [{ method, path, operation, parameters }]
    })
  })
}

type Drafted =
  | { readonly state: 'request'; readonly request: DraftRequest }
  | { readonly state: 'note'; readonly note: Words }
  | { readonly state: 'nothing' }

function draftOf(document: Json, one: Operation): Drafted {
  const path = filledPath(document, one)
  if (path === null) return { state: 'nothing' }
  const notes = isProtected(document, one.operation) ? [NEEDS_CREDENTIALS] : []
  const request = {
    name: requestName(one.path),
    weight: 1,
    method: one.method,
    path,
    json: undefined,
    status: null,
    state: 'written' as const,
    notes,
  }
  if (one.method === 'GET') return { state: 'request', request }
  return withBody(document, one, request)
}

export const NEEDS_CREDENTIALS: Words = [
  `It asks for credentials: add headers: { authorization: 'Bearer \${API_TOKEN}' } and set API_TOKEN.`,
]

function isProtected(document: Json, operation: Json): boolean {
  const own = field(operation, 'security') ?? field(document, 'security')
  // An empty requirement among others means that credentials are optional.
  const requirements = asList(own)
  return requirements.length > 0 && requirements.every((one) => Object.keys(asMap(one) ?? {}).length > 0)
}

function withBody(document: Json, one: Operation, request: DraftRequest): Drafted {
  const content = asMap(field(resolve(document, field(one.operation, 'requestBody')), 'content'))
  if (content === null) return one.path.endsWith('/invocations') ? mlflow(request) : { state: 'nothing' }
  const types = Object.keys(content)
  const json = types.find((type) => /^application\/json\s*(?:;|$)/i.test(type))
  const name = words`POST ${outside(one.path)}`
  if (json === undefined) {
    return {
      state: 'note',
      note: words`${name} takes ${outside(types.slice(0, 3).join(', '))}; suggested are JSON bodies only.`,
    }
  }
  const shown = shownBody(document, content[json])
  const value = shown ?? exampleValue(document, field(content[json], 'schema'))
  if (value === undefined)
    return { state: 'note', note: words`${name}: no body could be made from its schema. Write one.` }
  if (JSON.stringify(value).length > LARGEST_BODY) {
    return {
      state: 'note',
      note: words`${name}: its example is longer than 16 KiB. Save it as a file and name that by json-file.`,
    }
  }
  const notes = shown === undefined ? [...request.notes, MADE_UP] : request.notes
  return { state: 'request', request: { ...request, json: value, notes } }
}

/** Some schemas hold an example in their depth; which parts of a body came from one is not followed. */
export const MADE_UP: Words = words`Made from the schema in /openapi.json: put real values here.`

function mlflow(request: DraftRequest): Drafted {
  const known = mlflowRequest(request.path)
  return { state: 'request', request: { ...known, notes: [...request.notes, ...known.notes] } }
}

/** The media type's own examples, else the schema's. */
function shownBody(document: Json, media: Json | undefined): Json | undefined {
  const example = field(media, 'example')
  if (example !== undefined) return example
  for (const one of Object.values(asMap(field(media, 'examples')) ?? {})) {
    const value = field(resolve(document, one), 'value')
    if (value !== undefined) return value
  }
  const schema = resolve(document, field(media, 'schema'))
  return field(schema, 'example') ?? asList(field(schema, 'examples'))[0]
}

/** The path with its parameters and the required ones of the query filled in; `null` where a value is missing that cannot be made up. */
function filledPath(document: Json, { path, parameters }: Operation): string | null {
  const known = parameters.map((one) => resolve(document, one))
  const named = (place: string, name: string) =>
    known.findLast((one) => field(one, 'in') === place && field(one, 'name') === name)
  const steps = path.replace(/\{([^{}]*)\}/g, (_, name: string) =>
    encodeURIComponent((scalarOf(document, named('path', name)) ?? '1').toWellFormed()),
  )
  const query: string[] = []
  for (const one of known) {
    const place = field(one, 'in')
    const name = field(one, 'name')
    if (field(one, 'required') !== true || place === 'path' || typeof name !== 'string') continue
    const value = place === 'query' ? scalarOf(document, one) : null
    if (value === null) return null
    query.push(`${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`)
  }
  const question = query.length === 0 ? '' : `?${query.join('&')}`
  return encoded(steps) + question
}

/** Characters that cannot stand in a path, percent-encoded; what is encoded already stays. */
function encoded(path: string): string {
  return path.toWellFormed().replace(/[^\x21-\x7e]|["#<>?\\^`{|}]/gu, (character) => encodeURIComponent(character))
}

function scalarOf(document: Json, parameter: Json | undefined): string | null {
  const examples = Object.values(asMap(field(parameter, 'examples')) ?? {})
  const shown = field(parameter, 'example') ?? field(resolve(document, examples[0]), 'value')
  const value = shown ?? exampleValue(document, field(parameter, 'schema'))
  return value === null || value === undefined || typeof value === 'object' ? null : String(value).slice(0, 200)
}

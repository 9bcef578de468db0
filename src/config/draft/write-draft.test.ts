// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the configuration's variables look like those of a template.
import { describe, expect, it } from 'vitest'
import { HOSTILE_TEXTS } from '../../../fixtures/hostile.ts'
import type { RequestSpec } from '../../model/config.ts'
import type { Draft, DraftRequest, DraftTarget } from '../../model/draft.ts'
import { outside } from '../../model/outside.ts'
import type { Json } from '../../model/suggest/json.ts'
import { readDraft } from './read-draft.ts'
import { writeDraft } from './write-draft.ts'

const TARGET: DraftTarget = {
  image: 'api:1.10',
  port: null,
  cpus: null,
  memory: null,
  ready: null,
  env: [],
  command: null,
  entrypoint: null,
  user: null,
}
const REQUEST: DraftRequest = {
  name: 'index',
  weight: 1,
  method: 'GET',
  path: '/',
  json: undefined,
  status: null,
  state: 'written',
  notes: [],
}

function draft(target: Partial<DraftTarget>, request: Partial<DraftRequest> = {}): Draft {
  return { target: { ...TARGET, ...target }, requests: [{ ...REQUEST, ...request }], notes: [] }
}

/** What YAML, the Actions runner or this configuration's own reader give a meaning. */
const TRICKY = [
  ...HOSTILE_TEXTS,
  ...['yes', 'No', 'null', '~', 'true', '1', '1.10', '0x1f', '1e3', '.inf', '-', '- a', '? a', 'a: b', 'a #b', '#a'],
  ...['a:', ': ', '!tag', '&a', '*a', '%a', '@a', '`a', '|', '>', '> 5', '>= 5', '{a}', '[a]', 'a, b', "it's", '"'],
  ...[
    '\\',
    '\\n',
    '\n',
    'a\r\nb',
    '\t',
    ' a',
    'a ',
    '',
    '---',
    '...',
    '<<',
    '=',
    "''",
    '\u0085',
    '\uD800',
    '💡',
    '/a:b',
    ...['$', '$$', `\${A}`, `$\${A}`],
  ],
]

function bodyText(request: RequestSpec | undefined): string {
  return request?.body?.kind === 'bytes' ? Buffer.from(request.body.bytes).toString() : 'no bytes'
}

describe('a draft is read back as it was meant', () => {
  it.each(TRICKY)('with the text %j in environment, command and user', (text) => {
    const clean = text.replaceAll('\0', '')
    const env = [{ name: 'A', text: clean.replaceAll('${', () => '$${'), note: [outside(text)] }]
    const parts = { env, command: [text, clean], entrypoint: [text], user: clean }
    expect(readDraft(draft(parts), 'x', {}).target).toMatchObject({ ...parts, env: { A: clean } })
  })

  it.each(TRICKY)('with the text %j in a body, as a value and as a key', (text) => {
    const json: Json = { text, list: [text, [text]], ...(text === '' ? {} : { [text]: text }) }
    const [request] = readDraft(draft({}, { method: 'POST', json }), 'x', {}).requests
    expect(JSON.parse(bodyText(request))).toEqual(json)
  })

  it.each<[Json]>([
    [0],
    [-1.5],
    [1e21],
    [5e-7],
    [null],
    [true],
    ['true'],
    ['1'],
    [[]],
    [{}],
    [{ a: [{}, []] }],
    [''],
  ])('with the body %j', (json) => {
    const [request] = readDraft(draft({}, { method: 'POST', json }), 'x', {}).requests
    expect(bodyText(request)).toBe(JSON.stringify(json))
  })

  it.each(['/items/{id}', '/a?b=c&d=e', '/a,b', '/a:b', '/[x]', '/*', "/it's", '/~x'])('with the path %s', (path) => {
    expect(readDraft(draft({}, { path, status: 404 }), 'x', {}).requests[0]).toMatchObject({
      path,
      expect: { status: [{ from: 404, to: 404 }] },
    })
  })

  it.each(TRICKY)('with the comment %j, which stays a comment', (text) => {
    const notes = [[outside(text)]]
    const whole: Draft = { ...draft({}, { notes }), notes }
    expect(readDraft(whole, 'x', {}).requests).toHaveLength(1)
    expect(writeDraft(whole)).not.toContain('##[')
    expect(writeDraft(whole)).not.toMatch(/^\s*::/m)
  })

  it('with limits, port and readiness', () => {
    const target = { port: '8000', cpus: '0.5', memory: '600M', ready: '/health' }
    expect(readDraft(draft(target), 'x', {}).target).toMatchObject({
      port: 8000,
      cpus: 0.5,
      memoryBytes: 600 * 1024 ** 2,
      ready: { path: '/health' },
    })
  })
})

it('writes a whole file', () => {
  const requests: DraftRequest[] = [
    { ...REQUEST, name: 'predict', weight: 3, method: 'POST', path: '/predict', json: { rows: [[1, 'a b']] } },
    { ...REQUEST, name: 'items', path: '/items/{id}', state: 'commented', notes: [['It answered 404.']] },
  ]
  expect(`\n${writeDraft({ ...draft({ ready: '/health' }), requests, notes: [['A note.']] })}`).toBe(`
# A starting configuration, written by "perf-gate init". Check it with "perf-gate check".
# A note.
target:
  image: api:1.10
  # Put the limits here that the image will have in production.
  cpus: 1
  memory: 2GiB
  ready: /health
requests:
  - name: predict
    weight: 3
    method: POST
    path: /predict
    json: { rows: [[1, a b]] }
  # It answered 404.
  # - name: items
  #   path: '/items/{id}'
stages:
  - { name: warm-up, connections: 5, duration: 5s, warm-up: true }
  - { name: steady, connections: 10, duration: 10s }
thresholds:
  - failures < 1%
  # What you promise, once a first run has shown the figures:
  # - steady: rps >= 100
  # - steady: p95 < 250ms
`)
})

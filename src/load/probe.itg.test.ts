import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Body, Expectation, RequestSpec } from '../model/config.ts'
import type { Load } from '../ports.ts'
import { connections, EXPECT_2XX, job, request, runOne } from './test/job.ts'
import { type KnownServer, startKnownServer } from './test/known-server.ts'
import { createLoad } from './worker-load.ts'

const NEVER = new AbortController().signal

let load: Load
let server: KnownServer

beforeAll(async () => {
  load = createLoad({ workerUrl: new URL('./worker.ts', import.meta.url) })
  server = await startKnownServer({
    '/broken': { statusOf: [500], body: 'Traceback: \u001b[31mno model' },
    '/large': { body: `${'x'.repeat(2047)}ä${'x'.repeat(100_000)}` },
    '/secret': { body: 'got hunter2-hunter2' },
    '/secret-in-two': { body: `${'x'.repeat(2040)}hunter2-hunter2${'x'.repeat(100)}` },
    '/not-utf-8': { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\xffb' },
    '/never': { neverAnswers: true },
    '/half': { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', thenEnd: true },
    '/moved': { statusOf: [302] },
    '/json': { body: '{"label":"spruce","scores":[0.2,0.8]}' },
  })
})
afterAll(async () => {
  await load[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const probe = (requests: readonly RequestSpec[], signal = NEVER) =>
  load.probe({ endpoint: server.endpoint, requests, tls: null, secrets: ['hunter2-hunter2', 'a"b'] }, signal)

test('sends each request once, in order, and says what came back', async () => {
  const requests = [
    request('/'),
    request('/broken'),
    request('/moved'),
    request('/never', { timeoutMs: 100 }),
    request('/head', { method: 'HEAD' }),
  ]
  expect(await probe(requests)).toEqual([
    { request: '/', status: 200, ok: true, error: null, body: { outside: 'ok' } },
    { request: '/broken', status: 500, ok: false, error: null, body: { outside: 'Traceback: \u001b[31mno model' } },
    { request: '/moved', status: 302, ok: false, error: null, body: { outside: 'ok' } },
    { request: '/never', status: null, ok: false, error: { outside: 'no whole answer within 100 ms' }, body: null },
    { request: '/head', status: 200, ok: true, error: null, body: { outside: '' } },
  ])
  for (const { path } of requests) expect((await server.of(path)).arrived).toBe(1)
})

test('keeps the first 2 KiB of a body, never half a character, and replaces what is not UTF-8', async () => {
  const [large, binary] = await probe([request('/large'), request('/not-utf-8')])
  expect(large).toMatchObject({ ok: true, body: { outside: 'x'.repeat(2047) } })
  expect(binary).toMatchObject({ ok: true, body: { outside: 'a\ufffdb' } })
})

test.each<{ claim: string; given: Partial<Expectation>; error: string | null }>([
  { claim: 'a text that is there', given: { bodyContains: 'spruce' }, error: null },
  { claim: 'a text that is not', given: { bodyContains: 'pine' }, error: 'the body does not contain "pine"' },
  { claim: 'a value that is there', given: { json: [{ path: ['scores', 1], equals: 0.8 }] }, error: null },
  {
    claim: 'another value',
    given: { json: [{ path: ['label'], equals: 'pine' }] },
    error: 'label is "spruce", not "pine"',
  },
])('looks at the body where something is expected of it: $claim', async ({ given, error }) => {
  const [one] = await probe([request('/json', { expect: { ...EXPECT_2XX, ...given } })])
  expect(one).toMatchObject({ status: 200, ok: error === null, error: error && { outside: error } })
  expect(one?.body?.outside).toContain('spruce')
})

test('a secret in a body is replaced, also where the cut goes through it', async () => {
  const [whole, inTwo] = await probe([request('/secret'), request('/secret-in-two')])
  expect(whole?.body?.outside).toBe('got ***')
  expect(inTwo?.body?.outside).toBe('x'.repeat(2040))
})

test('an answer that breaks off is no answer', async () => {
  const [half] = await probe([request('/half')])
  expect(half).toMatchObject({ status: 200, ok: false, body: null })
  expect(half?.error?.outside).toMatch(/closed|terminated|aborted/)
})

test('a port where nothing listens is told as what it is', async () => {
  const gone = await startKnownServer({})
  await gone[Symbol.asyncDispose]()
  const [refused] = await load.probe(
    { endpoint: gone.endpoint, requests: [request('/')], tls: null, secrets: [] },
    NEVER,
  )
  expect(refused).toMatchObject({ status: null, ok: false, body: null })
  expect(refused?.error?.outside).toMatch(/^connect ECONNREFUSED/)
})

test('is ended by its signal, with the signal’s reason', async () => {
  const control = new AbortController()
  const probing = probe([request('/never')], control.signal)
  control.abort(new Error('interrupted by SIGINT'))
  await expect(probing).rejects.toThrow('interrupted by SIGINT')
})

test('a secret in a header that cannot be sent does not appear in the error', async () => {
  const [refused] = await probe([request('/', { headers: { authorization: 'Bearer hunter2\n' } })])
  expect(refused).toMatchObject({ status: null, ok: false })
  expect(refused?.error?.outside).not.toContain('hunter2')
})

test.each<{ path: string; given: Partial<RequestSpec> }>([
  { path: '/get', given: { headers: { 'X-Api-Key': 'k', accept: '*/*' } } },
  { path: '/post?q=%20', given: { method: 'POST', body: bytes('{"ä":1}', 'application/json') } },
  { path: '/post-empty', given: { method: 'POST' } },
  {
    path: '/put',
    given: {
      method: 'PUT',
      headers: { 'Content-Type': 'text/csv', Host: 'model.test' },
      body: bytes('a,b', 'text/plain'),
    },
  },
  { path: '/delete', given: { method: 'DELETE' } },
])('sends the same method, path, headers and body as the load does: $path', async ({ path, given }) => {
  const spec = request(path, given)
  const seen = async () => {
    const last = (await server.of(path.split('?')[0] ?? '')).last
    return { ...last, rawHeaders: sortedHeaders(last?.rawHeaders ?? []) }
  }
  await probe([spec])
  const byProbe = await seen()
  for (const engine of ['autocannon', 'undici'] as const) {
    await runOne(load, job(server.endpoint, [spec], { load: connections(1), count: 2 }, { engine }))
    expect(await seen()).toEqual(byProbe)
  }
  expect(byProbe.body).toBe(spec.body?.kind === 'bytes' ? Buffer.from(spec.body.bytes).toString() : '')
  expect(byProbe.rawHeaders).toContain('connection: keep-alive')
})

function bytes(text: string, contentType: string): Body {
  return { kind: 'bytes', bytes: Buffer.from(text), contentType }
}

function sortedHeaders(raw: readonly string[]): string[] {
  const lines: string[] = []
  for (let place = 0; place < raw.length; place += 2) lines.push(`${raw[place]?.toLowerCase()}: ${raw[place + 1]}`)
  return lines.toSorted()
}

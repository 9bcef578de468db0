import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RequestSpec } from '../model/config.ts'
import type { Load } from '../ports.ts'
import { job, request } from './test/job.ts'
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
  })
})
afterAll(async () => {
  await load[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const probe = (requests: readonly RequestSpec[], signal = NEVER) =>
  load.probe({ endpoint: server.endpoint, requests, secrets: ['hunter2-hunter2', 'a"b'] }, signal)

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
  const [refused] = await load.probe({ endpoint: gone.endpoint, requests: [request('/')], secrets: [] }, NEVER)
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

test.each([
  { path: '/get', given: { headers: { 'X-Api-Key': 'k', accept: '*/*' } } },
  { path: '/post?q=%20', given: { method: 'POST', body: { text: '{"ä":1}', contentType: 'application/json' } } },
  { path: '/post-empty', given: { method: 'POST' } },
  {
    path: '/put',
    given: {
      method: 'PUT',
      headers: { 'Content-Type': 'text/csv', Host: 'model.test' },
      body: { text: 'a,b', contentType: 'text/plain' },
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
  await load.run(job(server.endpoint, [spec], { connections: 1, durationMs: 50 }), () => undefined, NEVER)
  expect(await seen()).toEqual(byProbe)
  expect(byProbe.body).toBe(spec.body?.text ?? '')
  expect(byProbe.rawHeaders).toContain('connection: keep-alive')
})

function sortedHeaders(raw: readonly string[]): string[] {
  const lines: string[] = []
  for (let place = 0; place < raw.length; place += 2) lines.push(`${raw[place]?.toLowerCase()}: ${raw[place + 1]}`)
  return lines.toSorted()
}

import { type AddressInfo, createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Body, Expectation, RequestSpec } from '../model/config.ts'
import type { Load } from '../ports.ts'
import { connections, EXPECT_2XX, job, request, runOne } from './test/job.ts'
import { type KnownServer, startKnownServer } from './test/known-server.ts'
import { startRawServer } from './test/raw-server.ts'
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
    '/echoes': { body: '{"user":"Bearer hunter2-hunter2"}' },
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
    error: 'label is not "pine"',
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

test('a secret that the service answers with is nowhere in what is told', async () => {
  const expected = { ...EXPECT_2XX, json: [{ path: ['user'], equals: 'alice' }] }
  const expectedSecret = { ...EXPECT_2XX, bodyContains: 'hunter2-hunter2 and more' }
  const [echoed, asked] = await probe([
    request('/echoes', { expect: expected }),
    request('/echoes', { expect: expectedSecret }),
  ])
  expect(echoed?.error?.outside).toBe('user is not "alice"')
  expect(asked?.error?.outside).toBe('the body does not contain "*** and more"')
  expect(JSON.stringify([echoed, asked])).not.toContain('hunter2')
})

test('a compressed body is judged and shown as what it was compressed from', async () => {
  const body = gzipSync('{"label":"spruce","by":"hunter2-hunter2"}')
  await using zipped = await startRawServer(() => ({
    bytes: `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${body.toString('latin1')}`,
  }))
  const given = { ...EXPECT_2XX, json: [{ path: ['label'], equals: 'spruce' }] }
  const requests = [request('/', { expect: given })]
  const asked = { endpoint: zipped.endpoint, requests, tls: null, secrets: ['hunter2-hunter2'] }
  const [one] = await load.probe(asked, NEVER)
  expect(one).toMatchObject({ ok: true, error: null, body: { outside: '{"label":"spruce","by":"***"}' } })
})

test.each<{ claim: string; given: Partial<Expectation> }>([
  { claim: 'a text', given: { bodyContains: 'nothing of the kind' } },
  { claim: 'a value', given: { json: [{ path: [], equals: 1 }] } },
])('a body without an end does not fill the memory while it is searched for $claim', async ({ given }) => {
  const piece = Buffer.alloc(65_536, 'x')
  const head = 'HTTP/1.1 200 OK\r\n\r\n'
  const endless = createServer((socket) => {
    const more = () => {
      while (!socket.destroyed && socket.write(piece));
    }
    socket.on('error', () => socket.destroy()).on('drain', more)
    socket.once('data', () => socket.write(head, more))
  })
  await new Promise<void>((resolve) => endless.listen(0, '127.0.0.1', resolve))
  const before = process.memoryUsage.rss()
  let most = before
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 20)
  try {
    const { port } = endless.address() as AddressInfo
    const requests = [request('/', { timeoutMs: 1000, expect: { ...EXPECT_2XX, ...given } })]
    const [one] = await load.probe(
      { endpoint: { host: '127.0.0.1', port, replica: 1 }, requests, tls: null, secrets: [] },
      NEVER,
    )
    expect(one?.error?.outside).toBe('no whole answer within 1000 ms')
  } finally {
    clearInterval(watch)
    endless.close()
  }
  // In that time several hundred megabytes came.
  expect((most - before) / 2 ** 20).toBeLessThan(150)
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

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineName, RequestSpec } from '../../model/config.ts'
import { packRows } from '../../model/rows.ts'
import { mergeSamples, type Percentile, percentile, type StageSamples } from '../../model/samples.ts'
import type { Load } from '../../ports.ts'
import type { EngineJob } from '../engine.ts'
import { StageRecorder } from '../record/stage-recorder.ts'
import { connections, EXPECT_2XX, job, rate, request, runOne } from '../test/job.ts'
import { type Behaviour, type KnownServer, startKnownServer } from '../test/known-server.ts'
import { createLoad } from '../worker-load.ts'
import { autocannonEngine } from './autocannon.ts'

// The closed loop's odder cases; what all engines and load models promise is in the contract suite.

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  '/5': { delayMs: 5 },
  '/50': { delayMs: 50 },
  '/80': { delayMs: 80 },
  '/large': { body: 'x'.repeat(1_000_000) },
  '/close-fast': { closeEvery: 1 },
  '/700': { delayMs: 700 },
  '/never': { neverAnswers: true },
  '/204': { delayMs: 2, statusOf: [204] },
  '/half': { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', thenEnd: true },
  '/garbage': { raw: 'SSH-2.0-OpenSSH_9.2\r\n' },
  '/hints': { raw: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' },
  '/twice': { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno' },
}

let load: Load
let server: KnownServer

beforeAll(async () => {
  load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
  server = await startKnownServer(BEHAVIOURS)
})
afterAll(async () => {
  await load[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

type Shape = { readonly connections: number; readonly durationMs: number; readonly engine?: EngineName }

function run(requests: readonly RequestSpec[], shape: Shape, on: KnownServer = server): Promise<StageSamples> {
  const closed = { load: connections(shape.connections), durationMs: shape.durationMs }
  return runOne(load, job(on.endpoint, requests, closed, { engine: shape.engine ?? 'autocannon' }))
}

function of(samples: StageSamples, path: string) {
  const one = samples.perRequest.find((each) => each.request === path)
  if (one === undefined) throw new Error(`no samples of ${path}`)
  return one
}

function ms(samples: StageSamples, percent: number, path: string): number {
  const value: Percentile = percentile(mergeSamples([of(samples, path)]), percent)
  if (value.state !== 'value') throw new Error(`p${percent} is ${value.state}`)
  return value.ms
}

describe('a server that answers', () => {
  test.each(['/hints', '/twice', '/close-fast'])('has exactly the answers counted that it gave: %s', async (path) => {
    await using own = await startKnownServer(BEHAVIOURS)
    const samples = await run([request(path)], { connections: 1, durationMs: 200 }, own)
    const { arrived } = await own.of(path)
    expect(of(samples, path)).toMatchObject({ ok: arrived, failures: [], statuses: { 200: arrived } })
    expect(arrived).toBeGreaterThan(1)
  })

  test('is kept busy: the rate is connections over latency', async () => {
    const samples = await run([request('/50')], { connections: 4, durationMs: 600 })
    const ideal = 4 / (ms(samples, 50, '/50') / 1000)
    expect(of(samples, '/50').ok / samples.seconds / ideal).toBeGreaterThan(0.9)
    expect(of(samples, '/50').ok / samples.seconds / ideal).toBeLessThan(1.1)
  })

  test('meets no more connections at once than the stage has, and none afterwards', async () => {
    const before = await server.counts()
    await run([request('/5')], { connections: 7, durationMs: 200 })
    const after = await server.counts()
    expect(after.connections - before.connections).toBe(7)
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  test.each([
    { path: '/204', method: 'GET', status: 204 },
    { path: '/head', method: 'HEAD', status: 200 },
    { path: '/large', method: 'HEAD', status: 200 },
    { path: '/bodyless', method: 'DELETE', status: 200 },
  ])('is understood without a body: $method $path', async ({ path, method, status }) => {
    await using own = await startKnownServer(BEHAVIOURS)
    const samples = await run([request(path, { method })], { connections: 3, durationMs: 150 }, own)
    const { arrived } = await own.of(path)
    expect(of(samples, path)).toMatchObject({ ok: arrived, statuses: { [status]: arrived } })
    expect((await own.counts()).connections).toBe(3)
  })
})

describe('a mix of requests', () => {
  test.each([
    { closeEvery: undefined },
    { closeEvery: 1 },
  ])('has each answer go to its own request ($closeEvery)', async ({ closeEvery }) => {
    const closing = closeEvery === undefined ? {} : { closeEvery }
    await using own = await startKnownServer({
      '/fast': { delayMs: 2, ...closing },
      '/slow': { delayMs: 80, ...closing },
    })
    const requests = [request('/fast', { weight: 3 }), request('/slow')]
    const samples = await run(requests, { connections: 4, durationMs: 700 }, own)
    const [many, few] = [of(samples, '/fast').ok, of(samples, '/slow').ok]
    expect([many, few]).toEqual([(await own.of('/fast')).arrived, (await own.of('/slow')).arrived])
    expect(Math.abs(many - 3 * few)).toBeLessThanOrEqual(3)
    expect(few).toBeGreaterThan(4)
    expect(ms(samples, 100, '/fast')).toBeLessThan(ms(samples, 0, '/slow'))
  })

  test('keeps its answers apart across timeouts', async () => {
    await using own = await startKnownServer(BEHAVIOURS)
    const requests = [request('/5'), request('/700', { timeoutMs: 100 })]
    const samples = await run(requests, { connections: 4, durationMs: 500 }, own)
    expect(of(samples, '/700')).toMatchObject({ ok: 0, connectionErrors: 0, statuses: {} })
    expect(of(samples, '/700').timeouts).toBe((await own.of('/700')).arrived)
    expect(of(samples, '/5')).toMatchObject({ timeouts: 0, connectionErrors: 0 })
    expect(ms(samples, 100, '/5')).toBeLessThan(100)
  })
})

describe('a server that does not answer', () => {
  test('before the stage ends but does within the timeout, is waited for and counted', async () => {
    const samples = await run([request('/700')], { connections: 3, durationMs: 200 })
    expect(of(samples, '/700')).toMatchObject({ ok: 3, timeouts: 0 })
    expect(samples.seconds).toBeGreaterThanOrEqual(0.69)
  })

  test('at all never gives an empty stage: what is under way at its end is counted when it times out', async () => {
    const samples = await run([request('/never', { timeoutMs: 300 })], { connections: 3, durationMs: 100 })
    expect(of(samples, '/never')).toMatchObject({ ok: 0, timeouts: 3, connectionErrors: 0 })
    expect(samples.ended).toEqual({ how: 'complete' })
  })

  test.each([
    { path: '/half', kind: 'reset', says: 'The server closed the connection before its answer was complete.' },
    { path: '/garbage', kind: 'other', says: 'The answer is not HTTP/1.1: its first line is no status line' },
  ])('wholly has its connections counted as broken: $path', async ({ path, kind, says }) => {
    await using own = await startKnownServer(BEHAVIOURS)
    const samples = await run([request(path)], { connections: 1, durationMs: 300 }, own)
    const { arrived } = await own.of(path)
    expect(of(samples, path)).toMatchObject({ ok: 0, timeouts: 0, connectionErrors: arrived })
    expect(of(samples, path).failures).toMatchObject([
      { kind, status: null, count: arrived, example: { outside: says } },
    ])
  })

  test('because nothing listens, ends the stage soon, without a tight loop', async () => {
    const gone = await startKnownServer({})
    await gone[Symbol.asyncDispose]()
    const samples = await run([request('/')], { connections: 10, durationMs: 20_000 }, gone)
    expect(samples.ended).toEqual({ how: 'aborted', why: 'no-answers' })
    expect(samples.seconds).toBeLessThan(5)
    expect(of(samples, '/').connectionErrors).toBeLessThanOrEqual(200)
    const [refused] = of(samples, '/').failures
    expect(refused?.example?.outside).toMatch(/^connect ECONNREFUSED 127\.0\.0\.1:\d+$/)
  })
})

test('a thousand connections are exact too', async () => {
  const samples = await run([request('/80')], { connections: 1000, durationMs: 400 })
  expect(of(samples, '/80')).toMatchObject({ timeouts: 0, connectionErrors: 0 })
  expect(of(samples, '/80').ok).toBeGreaterThanOrEqual(1000)
  await expect.poll(async () => (await server.counts()).open).toBe(0)
})

describe('between two stretches', () => {
  const forOneSide = (endpoint: EngineJob['endpoints'][number]): EngineJob => {
    const { requests, tls, seed, stage } = job(endpoint, [request('/5')], { load: connections(3), durationMs: 10_000 })
    const { load, extent } = stage
    return { load, extent, requests, tls, seed, endpoints: [endpoint], ratePerSecond: null, thread: 0, threads: 1 }
  }

  test('a connection that the server closed is opened anew, and that is no failure', async () => {
    await using own = await startKnownServer({ '/5': { delayMs: 5 } }, { keepAliveMs: 60 })
    const recorder = new StageRecorder([request('/5')], 250)
    const driver = autocannonEngine.open(forOneSide(own.endpoint), recorder)
    const never = new AbortController().signal
    await driver.drive(60, never)
    await expect.poll(async () => (await own.counts()).open).toBe(0)
    expect(await driver.drive(60, never)).toEqual({ how: 'complete' })
    await driver.close()
    const [samples] = recorder.samples()
    expect(samples).toMatchObject({ ok: (await own.of('/5')).arrived, failures: [] })
    expect((await own.counts()).connections).toBe(6)
  })

  test('nothing is open before the first, nor after the close', async () => {
    await using own = await startKnownServer(BEHAVIOURS)
    const driver = autocannonEngine.open(forOneSide(own.endpoint), new StageRecorder([request('/5')], 250))
    expect((await own.counts()).connections).toBe(0)
    await driver.drive(50, new AbortController().signal)
    expect((await own.counts()).open).toBe(3)
    await driver.close()
    await expect.poll(async () => (await own.counts()).open).toBe(0)
  })
})

describe('what it does not drive exactly', () => {
  const closed = { load: connections(1), durationMs: 100 }
  const rows = { kind: 'rows', rows: packRows([new Uint8Array()]), pick: 'rotate', contentType: null } as const
  test.each([
    { given: request('/', { keepAlive: false }), says: 'a request wants a new connection each time' },
    {
      given: request('/', { expect: { ...EXPECT_2XX, bodyContains: 'x' } }),
      says: 'a request expects something of the body',
    },
    { given: request('/', { body: rows }), says: 'a request sends rows of a file' },
  ])('is refused by name: $says', async ({ given, says }) => {
    await expect(runOne(load, job(server.endpoint, [given], closed))).rejects.toThrow(
      `The autocannon engine does not drive this stage: ${says}.`,
    )
  })

  test.each([
    { shape: { load: connections(1, 2), count: 5 }, tls: null, says: 'it is a ramp without a duration' },
    { shape: closed, tls: { ca: null, serverName: 'model.test' }, says: 'the target speaks HTTPS' },
    { shape: { load: rate(5), durationMs: 100 }, tls: null, says: 'it sends on a schedule' },
  ])('is refused by name: $says', async ({ shape, tls, says }) => {
    await expect(runOne(load, job(server.endpoint, [request('/')], shape, { tls }))).rejects.toThrow(
      `The autocannon engine does not drive this stage: ${says}.`,
    )
  })
})

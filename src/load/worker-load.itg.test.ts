import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestSpec } from '../model/config.ts'
import { mergeSamples, type Percentile, percentile, type StageSamples } from '../model/samples.ts'
import type { Load, LoadProgress } from '../ports.ts'
import { type JobShape, job, request } from './test/job.ts'
import { type Behaviour, type KnownServer, startKnownServer } from './test/known-server.ts'
import { createLoad } from './worker-load.ts'

const WORKER = new URL('./worker.ts', import.meta.url)
const NEVER = new AbortController().signal

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  '/5': { delayMs: 5 },
  '/50': { delayMs: 50 },
  '/80': { delayMs: 80 },
  '/close': { delayMs: 20, closeEvery: 1 },
  '/close-20': { delayMs: 5, closeEvery: 20 },
  '/close-fast': { closeEvery: 1 },
  '/mix': { delayMs: 2, statusOf: [200, 200, 200, 200, 200, 200, 200, 200, 200, 503] },
  '/chunked': { chunks: { count: 4, bytes: 1000, everyMs: 0 } },
  '/large': { body: 'x'.repeat(1_000_000) },
  '/slow-body': { chunks: { count: 5, bytes: 10, everyMs: 20 } },
  '/never': { neverAnswers: true },
  '/700': { delayMs: 700 },
  '/204': { delayMs: 2, statusOf: [204] },
  '/until-closed': { raw: 'HTTP/1.1 200 OK\r\n\r\nas long as the connection', thenEnd: true },
  '/half': { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', thenEnd: true },
  '/garbage': { raw: 'SSH-2.0-OpenSSH_9.2\r\n' },
  '/hints': { raw: 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' },
  '/twice': { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\nno' },
}

let load: Load
let server: KnownServer

beforeAll(async () => {
  load = createLoad({ workerUrl: WORKER })
  server = await startKnownServer(BEHAVIOURS)
})
afterAll(async () => {
  await load[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

function run(requests: readonly RequestSpec[], shape: JobShape, signal: AbortSignal = NEVER): Promise<StageSamples> {
  return load.run(job(server.endpoint, requests, shape), () => undefined, signal)
}

function of(samples: StageSamples, path: string) {
  const one = samples.perRequest.find((request) => request.request === path)
  if (one === undefined) throw new Error(`no samples of ${path}`)
  return one
}

function ms(samples: StageSamples, percent: number, path?: string): number {
  const chosen = path === undefined ? samples.perRequest : [of(samples, path)]
  const value: Percentile = percentile(mergeSamples(chosen), percent)
  if (value.state !== 'value') throw new Error(`p${percent} is ${value.state}`)
  return value.ms
}

/** The server's own nearest-rank percentile of its service times. */
function served(times: readonly number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

describe('a server that answers', () => {
  test.each([
    { path: '/5', connections: 8 },
    { path: '/50', connections: 8 },
    { path: '/close', connections: 8 },
    { path: '/close-20', connections: 8 },
    { path: '/close-fast', connections: 8 },
    { path: '/chunked', connections: 8 },
    { path: '/large', connections: 4 },
    { path: '/slow-body', connections: 8 },
    { path: '/until-closed', connections: 4 },
    { path: '/hints', connections: 4 },
    { path: '/twice', connections: 1 },
  ])('has exactly the answers counted that it gave: $path', async ({ path, connections }) => {
    const samples = await run([request(path)], { connections, durationMs: 600 })
    const books = await server.of(path)
    expect(samples.ended).toEqual({ how: 'complete' })
    expect(of(samples, path)).toMatchObject({ unexpectedStatus: 0, timeouts: 0, connectionErrors: 0, example: null })
    expect(of(samples, path).ok).toBe(books.arrived)
    expect(of(samples, path).statuses).toEqual({ 200: books.arrived })
    expect(samples.windows.reduce((sum, window) => sum + window.ok, 0)).toBe(books.arrived)
    expect(mergeSamples(samples.perRequest).histogram.totalCount).toBe(books.arrived)
    expect(books.arrived).toBeGreaterThanOrEqual(connections * 2)
  })

  test.each([
    { path: '/50' },
    { path: '/close' },
    { path: '/slow-body' },
  ])('has its latency told as it was: $path', async ({ path }) => {
    const samples = await run([request(path)], { connections: 4, durationMs: 1000 })
    const { serviceMs } = await server.of(path)
    for (const percent of [50, 95]) {
      const truth = served(serviceMs, percent)
      expect(ms(samples, percent)).toBeGreaterThanOrEqual(served(serviceMs, 1) * 0.99)
      expect(ms(samples, percent) / truth).toBeLessThan(1.25)
    }
  })

  test('is kept busy: the rate is connections over latency', async () => {
    const samples = await run([request('/50')], { connections: 4, durationMs: 1000 })
    const rps = of(samples, '/50').ok / samples.seconds
    expect(rps / (4 / (ms(samples, 50) / 1000))).toBeGreaterThan(0.9)
    expect(rps / (4 / (ms(samples, 50) / 1000))).toBeLessThan(1.1)
  })

  test('meets no more connections at once than the stage has, and none afterwards', async () => {
    const before = await server.counts()
    await run([request('/5')], { connections: 7, durationMs: 300 })
    const after = await server.counts()
    expect(after.connections - before.connections).toBe(7)
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  test('has its unexpected statuses counted apart and left out of the latencies', async () => {
    const samples = await run([request('/mix')], { connections: 5, durationMs: 600 })
    const { statuses } = await server.of('/mix')
    expect(of(samples, '/mix').statuses).toEqual(statuses)
    expect(of(samples, '/mix')).toMatchObject({ ok: statuses[200], unexpectedStatus: statuses[503] })
    expect(mergeSamples(samples.perRequest).histogram.totalCount).toBe(statuses[200])
  })

  test.each([
    { path: '/204', method: 'GET', status: 204 },
    { path: '/head', method: 'HEAD', status: 200 },
    { path: '/large-head', method: 'HEAD', status: 200 },
    { path: '/bodyless', method: 'DELETE', status: 200 },
  ])('is understood without a body: $method $path', async ({ path, method, status }) => {
    const before = await server.counts()
    const samples = await run([request(path, { method })], { connections: 3, durationMs: 300 })
    const after = await server.counts()
    const { arrived } = await server.of(path)
    expect(of(samples, path).statuses).toEqual({ [status]: arrived })
    expect(of(samples, path).ok).toBe(arrived)
    expect(after.connections - before.connections).toBe(3)
  })
})

describe('a mix of requests', () => {
  test.each([
    { fast: '/mix-fast', slow: '/80', closing: false },
    { fast: '/close-fast', slow: '/close-slow', closing: true },
  ])('is sent 3:1 and each answer goes to its own request (closing: $closing)', async ({ fast, slow }) => {
    await using own = await startKnownServer({
      '/mix-fast': { delayMs: 2 },
      '/80': { delayMs: 80 },
      '/close-fast': { delayMs: 2, closeEvery: 1 },
      '/close-slow': { delayMs: 80, closeEvery: 1 },
    })
    const requests = [request(fast, { weight: 3 }), request(slow)]
    const shape = { connections: 4, durationMs: 1000 }
    const samples = await load.run(job(own.endpoint, requests, shape), () => undefined, NEVER)
    const [many, few] = [of(samples, fast), of(samples, slow)]
    expect([many.ok, few.ok]).toEqual([(await own.of(fast)).arrived, (await own.of(slow)).arrived])
    expect(Math.abs(many.ok - 3 * few.ok)).toBeLessThanOrEqual(3)
    expect(few.ok).toBeGreaterThan(4)
    expect(ms(samples, 100, fast)).toBeLessThan(ms(samples, 0, slow))
  })

  test('keeps its answers apart across timeouts', async () => {
    const slow = request('/700', { timeoutMs: 100 })
    const samples = await run([request('/5'), slow], { connections: 4, durationMs: 700 })
    expect(of(samples, '/700')).toMatchObject({ ok: 0, connectionErrors: 0, statuses: {} })
    expect(of(samples, '/700').timeouts).toBe((await server.of('/700')).arrived)
    expect(of(samples, '/5')).toMatchObject({ timeouts: 0, connectionErrors: 0 })
    expect(ms(samples, 100, '/5')).toBeLessThan(100)
  })
})

describe('a server that does not answer', () => {
  test('has each request timed out by its own timeout, and the connection used again', async () => {
    await using own = await startKnownServer({ '/never': { neverAnswers: true } })
    const requests = [request('/never', { timeoutMs: 50 })]
    const samples = await load.run(
      job(own.endpoint, requests, { connections: 3, durationMs: 500 }),
      () => undefined,
      NEVER,
    )
    const { arrived } = await own.of('/never')
    expect(samples.ended).toEqual({ how: 'complete' })
    expect(of(samples, '/never')).toMatchObject({ ok: 0, timeouts: arrived, connectionErrors: 0, timeoutMs: 50 })
    expect(samples.seconds / (arrived / 3)).toBeGreaterThanOrEqual(0.049)
  })

  test('before the stage ends but does within the timeout, is waited for and counted', async () => {
    const samples = await run([request('/700')], { connections: 3, durationMs: 300 })
    expect(of(samples, '/700')).toMatchObject({ ok: 3, timeouts: 0 })
    expect(samples.seconds).toBeGreaterThanOrEqual(0.69)
  })

  test('at all never gives an empty stage: what is under way at its end is counted when it times out', async () => {
    const samples = await run([request('/never', { timeoutMs: 400 })], { connections: 3, durationMs: 200 })
    expect(of(samples, '/never')).toMatchObject({ ok: 0, timeouts: 3, connectionErrors: 0 })
    expect(samples.ended).toEqual({ how: 'complete' })
  })

  test.each([
    { path: '/half', says: 'The server closed the connection before its answer was complete.' },
    { path: '/garbage', says: 'The answer is not HTTP/1.1: Parse Error' },
  ])('wholly has its connections counted as broken: $path', async ({ path, says }) => {
    const samples = await run([request(path)], { connections: 1, durationMs: 400 })
    expect(of(samples, path)).toMatchObject({ ok: 0, timeouts: 0, example: { outside: says } })
    expect(of(samples, path).connectionErrors).toBe((await server.of(path)).arrived)
  })

  test('because nothing listens, ends the stage soon and by itself, without a tight loop', async () => {
    await using own = await startKnownServer({})
    const { endpoint } = own
    await own[Symbol.asyncDispose]()
    const samples = await load.run(
      job(endpoint, [request('/')], { connections: 10, durationMs: 20_000 }),
      () => undefined,
      NEVER,
    )
    expect(samples.ended).toEqual({ how: 'aborted', why: 'no-answers' })
    expect(samples.seconds).toBeLessThan(5)
    expect(of(samples, '/').connectionErrors).toBeLessThanOrEqual(200)
    expect(of(samples, '/').example?.outside).toMatch(/^connect ECONNREFUSED 127\.0\.0\.1:\d+$/)
  })

  test('any more, in the middle, ends the stage with what was answered before', async () => {
    await using own = await startKnownServer({ '/5': { delayMs: 5 } })
    const ended = load.run(
      job(own.endpoint, [request('/5')], { connections: 10, durationMs: 20_000 }),
      (now) => {
        if (now.elapsedMs > 450) own.vanish()
      },
      NEVER,
    )
    const samples = await ended
    expect(samples.ended).toEqual({ how: 'aborted', why: 'no-answers' })
    const { arrived, answered } = await own.of('/5')
    // An answer that the server had handed over may have been thrown away by the reset.
    expect(of(samples, '/5').ok).toBeGreaterThanOrEqual(answered - 10)
    expect(of(samples, '/5').ok).toBeLessThanOrEqual(arrived)
    expect(of(samples, '/5').connectionErrors).toBeGreaterThanOrEqual(10)
  })
})

describe('a stage', () => {
  test('reports its progress', async () => {
    const seen: LoadProgress[] = []
    await load.run(
      job(server.endpoint, [request('/5')], { connections: 4, durationMs: 1200, windowMs: 100 }),
      (now) => seen.push(now),
      NEVER,
    )
    expect(seen.length).toBeGreaterThanOrEqual(3)
    expect(seen.length).toBeLessThanOrEqual(5)
    expect(seen.at(-1)).toMatchObject({ failed: 0 })
    expect(seen.at(-1)?.p95Ms).toBeGreaterThanOrEqual(5)
    expect(seen.at(-1)?.rps).toBeGreaterThan(0)
    expect(seen.map((now) => now.elapsedMs)).toEqual(seen.map((now) => now.elapsedMs).toSorted((a, b) => a - b))
  })

  test.each([
    { reason: 'target-gone', why: 'target-gone' },
    { reason: 'time-limit', why: 'time-limit' },
    { reason: new Error('SIGINT'), why: 'interrupted' },
  ])('that is aborted ends at once, says why, and leaves no connection: $why', async ({ reason, why }) => {
    const control = new AbortController()
    let abortedAt = 0
    const abort = () => {
      abortedAt = performance.now()
      control.abort(reason)
    }
    const shape = { connections: 4, durationMs: 20_000 }
    const samples = await load.run(
      job(server.endpoint, [request('/5'), request('/never')], shape),
      abort,
      control.signal,
    )
    expect(performance.now() - abortedAt).toBeLessThan(1000)
    expect(samples.ended).toEqual({ how: 'aborted', why })
    expect(of(samples, '/never')).toMatchObject({ ok: 0, timeouts: 0, connectionErrors: 0 })
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  test('that was aborted before it began sends nothing', async () => {
    const samples = await run(
      [request('/unsent')],
      { connections: 4, durationMs: 20_000 },
      AbortSignal.abort('time-limit'),
    )
    expect(samples.ended).toEqual({ how: 'aborted', why: 'time-limit' })
    expect((await server.of('/unsent')).arrived).toBe(0)
  })

  test('says how hard the generator had to work', async () => {
    const { generator } = await run([request('/5')], { connections: 2, durationMs: 300 })
    expect(generator.cpuShare).toBeGreaterThan(0)
    expect(generator.cpuShare).toBeLessThanOrEqual(1.05)
    expect(generator.loopLagP99Ms).toBeGreaterThanOrEqual(0)
  })

  test('of a thousand connections is exact too', async () => {
    const samples = await run([request('/80')], { connections: 1000, durationMs: 500 })
    const before = of(samples, '/80')
    expect(before).toMatchObject({ timeouts: 0, connectionErrors: 0 })
    expect(before.ok).toBeGreaterThanOrEqual(1000)
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })
})

describe('the load worker', () => {
  test('that cannot start rejects the first call and names the reason', async () => {
    await using broken = createLoad({ workerUrl: new URL('./no-such-worker.ts', import.meta.url) })
    const running = broken.run(
      job(server.endpoint, [request('/')], { connections: 1, durationMs: 100 }),
      () => undefined,
      NEVER,
    )
    await expect(running).rejects.toThrow(/The load worker crashed: .*no-such-worker\.ts/)
  })

  test('that crashes in the middle rejects the call under way and every later one', async () => {
    await using fragile = createLoad({ workerUrl: new URL('./test/crashing-worker.ts', import.meta.url) })
    const stage = job(server.endpoint, [request('/')], { connections: 1, durationMs: 100 })
    await expect(fragile.run(stage, () => undefined, NEVER)).rejects.toThrow('The load worker crashed: out of order')
    await expect(fragile.run(stage, () => undefined, NEVER)).rejects.toThrow('The load worker crashed: out of order')
  })

  test('that is asked for the impossible says so and goes on working', async () => {
    const nowhere = { ...job(server.endpoint, [request('/')], { connections: 1, durationMs: 100 }), endpoints: [] }
    await expect(load.run(nowhere, () => undefined, NEVER)).rejects.toThrow('needs an endpoint')
    expect(of(await run([request('/5')], { connections: 1, durationMs: 100 }), '/5').ok).toBeGreaterThan(0)
  })

  test('that was closed refuses further work', async () => {
    const closed = createLoad({ workerUrl: WORKER })
    await closed[Symbol.asyncDispose]()
    await closed[Symbol.asyncDispose]()
    await expect(closed.probe({ endpoint: server.endpoint, requests: [], secrets: [] }, NEVER)).rejects.toThrow(
      'was closed',
    )
  })
})

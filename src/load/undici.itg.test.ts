import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RequestSpec, StageLoad } from '../model/config.ts'
import { packRows } from '../model/rows.ts'
import type { AbortReason } from '../model/samples.ts'
import type { EngineJob } from './engine.ts'
import { type Certificates, makeCertificates } from './test/certificates.ts'
import { driveAll, engineJob, Notes } from './test/engine-job.ts'
import { connections, EXPECT_2XX, rate, request, users } from './test/job.ts'
import { startKnownServer } from './test/known-server.ts'
import { startOddServer } from './test/odd-server.ts'
import { undiciEngine } from './undici.ts'

const drive = (job: EngineJob, signal?: AbortSignal) => driveAll(undiciEngine, job, signal)
const COMPLETE = { how: 'complete' }

/** Each load model, small and by number of requests: so many requests in all. */
const SMALL: readonly [string, StageLoad, count: number, total: number][] = [
  ['connections', connections(5), 40, 200],
  ['rate', rate(800, { maxInFlight: 16 }), 200, 200],
  ['users', users(5), 40, 200],
]

describe.each(SMALL)('%s', (_name, load, count, total) => {
  test.each([
    ['keeps its connections', {}],
    ['closes after every answer', { closeEvery: 1 }],
    ['closes after every 20th answer', { closeEvery: 20 }],
  ])('sends exactly its number of requests to a server that %s', async (_habit, behaviour) => {
    await using server = await startKnownServer({ '/': behaviour })
    const { notes, end } = await drive(engineJob(server.endpoint, [request('/')], { load, count }))
    expect(end).toEqual(COMPLETE)
    expect(notes.ways).toEqual({ ok: total })
    expect((await server.of('/')).arrived).toBe(total)
  })

  test('opens a connection for each request that is not to keep one', async () => {
    await using server = await startKnownServer({})
    const job = engineJob(server.endpoint, [request('/', { keepAlive: false })], { load, count })
    expect((await drive(job)).notes.ways).toEqual({ ok: total })
    expect((await server.counts()).connections).toBe(total)
  })

  test('counts every answer by what was expected of it, as the server counted', async () => {
    await using server = await startKnownServer({ '/': { statusOf: [200, 200, 503, 201] } })
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { load, count }))
    const { statuses } = await server.of('/')
    expect(notes.ways).toEqual({ ok: (statuses[200] ?? 0) + (statuses[201] ?? 0), status: statuses[503] })
    expect(statuses[503]).toBe(total / 4)
  })

  test('ends each request at its own timeout, and reports it once', async () => {
    await using server = await startKnownServer({ '/never': { neverAnswers: true } })
    const requests = [request('/never', { timeoutMs: 200 }), request('/')]
    const short = load.model === 'rate' ? 20 : 4
    const { notes } = await drive(engineJob(server.endpoint, requests, { load, count: short }))
    expect(notes.ways['timed-out']).toBe((await server.of('/never')).arrived)
    expect(notes.ways.ok).toBe((await server.of('/')).arrived)
    expect(notes.all.length).toBe(20)
  })

  test('drains its stretches, keeps its connections over them, and loses nothing', async () => {
    await using server = await startKnownServer({ '/': { delayMs: 20 } })
    const notes = new Notes()
    const driver = undiciEngine.open(engineJob(server.endpoint, [request('/')], { load, durationMs: 400 }), notes)
    const signal = new AbortController().signal
    expect(await driver.drive(200, signal)).toEqual(COMPLETE)
    const before = await server.of('/')
    expect(before.answered).toBe(notes.all.length)
    const { connections: opened } = await server.counts()
    await sleep(100)
    expect((await server.of('/')).arrived).toBe(before.arrived)
    expect(await driver.drive(200, signal)).toEqual(COMPLETE)
    const after = await server.counts()
    expect(after.served['/']?.arrived).toBe(notes.all.length)
    expect(notes.all.length).toBeGreaterThan(before.arrived)
    expect(after.connections).toBeLessThanOrEqual(load.model === 'rate' ? 16 : opened)
    await driver.close()
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  test('ends a stretch early when its number of requests is reached, and sends none after it', async () => {
    await using server = await startKnownServer({})
    const notes = new Notes()
    const driver = undiciEngine.open(engineJob(server.endpoint, [request('/')], { load, count }), notes)
    const signal = new AbortController().signal
    for (let stretch = 0; stretch < 2; stretch++) {
      expect(await driver.drive(30_000, signal)).toEqual(COMPLETE)
      expect(notes.ways).toEqual({ ok: total })
    }
    expect(driver.figures().seconds).toBeLessThan(10)
    await driver.close()
  })

  test('leaves nothing open when it is aborted, and says why', async () => {
    await using server = await startKnownServer({ '/': { neverAnswers: true } })
    const stop = new AbortController()
    setTimeout(() => stop.abort('interrupted' satisfies AbortReason), 100)
    const job = engineJob(server.endpoint, [request('/')], { load, durationMs: 60_000 })
    const { notes, end } = await drive(job, stop.signal)
    expect(end).toEqual({ how: 'aborted', why: 'interrupted' })
    expect(notes.all).toEqual([])
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  test('gives up on a target that is gone', async () => {
    const server = await startKnownServer({})
    const { endpoint } = server
    await server[Symbol.asyncDispose]()
    const { notes, end } = await drive(engineJob(endpoint, [request('/')], { load, durationMs: 60_000 }))
    expect(end).toEqual({ how: 'aborted', why: 'no-answers' })
    expect(Object.keys(notes.ways)).toEqual(['refused'])
  })

  test('sends its requests by weight and its rows in turn', async () => {
    await using server = await startOddServer({ keepBodies: true })
    const rows = packRows(['a', 'b', 'c', 'd'].map((row) => Buffer.from(row)))
    const body = { kind: 'rows', rows, pick: 'rotate', contentType: 'text/plain' } as const
    await drive(engineJob(server.endpoint, [request('/', { method: 'POST', body })], { load, count }))
    const { bodies } = await server.counts()
    expect(Object.groupBy(bodies, (row) => row).c?.length).toBe(total / 4)
    expect(new Set(bodies)).toEqual(new Set(['a', 'b', 'c', 'd']))
  })
})

describe('a wire', () => {
  const ONE = { load: connections(1), count: 3 } as const
  const THINKING = { load: { ...users(20, 20, 60), spawnPerSecond: 1000 }, count: 5 } as const

  test('reopens a connection that the server closed while it was idle, without a failure', async () => {
    // Around the end of the server's patience, so that some closes cross the next request.
    await using server = await startOddServer({ idleMs: 60 })
    const thinkTime = { fromMs: 55, toMs: 66 }
    const load = { ...users(40), thinkTime } as StageLoad
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { load, count: 20 }))
    const counts = await server.counts()
    expect(notes.ways).toEqual({ ok: 800 })
    expect(counts.arrived).toBe(800)
    expect(counts.connections).toBeGreaterThan(100)
  })

  test('takes a reset in the closed loop as the failure that it is', async () => {
    await using server = await startOddServer({ resetEvery: 10 })
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { load: connections(1), count: 50 }))
    expect(notes.ways).toEqual({ ok: 45, reset: 5 })
    expect((await server.counts()).arrived).toBe(50)
  })

  test('takes a connection that ends well after its request came as a failure, idle before or not', async () => {
    await using server = await startOddServer({ endAfterMs: 150 })
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { ...THINKING, count: 2 }))
    expect(notes.ways).toEqual({ ok: 20, reset: 20 })
    expect((await server.counts()).arrived).toBe(40)
  })

  test('leaves a connection that the server said it would close for the server to close', async () => {
    await using server = await startOddServer({ closesAfterMs: 30 })
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { load: connections(4), count: 50 }))
    expect(notes.ways).toEqual({ ok: 200 })
    const { closedByClientFirst, connections: opened } = await server.counts()
    expect(opened).toBe(200)
    // At the end of the stage those that the server still has open are closed.
    expect(closedByClientFirst).toBeLessThan(100)
  })

  test.each<[string, string, Partial<RequestSpec>, Record<string, number>]>([
    [
      'interim answers',
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok',
      {},
      { ok: 3 },
    ],
    ['a body as long as its connection', 'HTTP/1.0 200 OK\r\n\r\nok', {}, { ok: 3 }],
    ['an answer of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', {}, { ok: 3 }],
    ['a body that is cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok', {}, { reset: 3 }],
    [
      'a chunked body that is cut short',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n',
      {},
      { reset: 3 },
    ],
    ['no answer', '', {}, { reset: 3 }],
    ['what is not HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', {}, { other: 3 }],
  ])('reads %s', async (_name, raw, given, ways) => {
    await using server = await startKnownServer({ '/': { raw, thenEnd: true } })
    expect((await drive(engineJob(server.endpoint, [request('/', given)], ONE))).notes.ways).toEqual(ways)
  })

  test.each([
    ['HEAD', {}],
    ['GET', { statusOf: [204] }],
    ['OPTIONS', { statusOf: [304] }],
  ])('keeps its connection over answers without a body (%s)', async (method, behaviour) => {
    await using server = await startKnownServer({ '/': behaviour })
    const expectation = { ...EXPECT_2XX, status: [{ from: 200, to: 304 }] }
    const { notes } = await drive(engineJob(server.endpoint, [request('/', { method, expect: expectation })], ONE))
    expect(notes.ways).toEqual({ ok: 3 })
    expect((await server.counts()).connections).toBe(1)
  })

  test('finds what is expected in a body that comes in pieces, and shows one where it is not', async () => {
    const pieces = ['{"text":"a nee', 'dle in a h', 'aystack","n":[1,', '2]}']
    await using server = await startOddServer({ pieces })
    const expecting = (bodyContains: string, second: number) =>
      request('/', { expect: { ...EXPECT_2XX, bodyContains, json: [{ path: ['n', 1], equals: second }] } })
    const right = await drive(engineJob(server.endpoint, [expecting('needle in a haystack', 2)], ONE))
    expect(right.notes.ways).toEqual({ ok: 3 })
    const wrong = await drive(engineJob(server.endpoint, [expecting('needle in a haystack', 3)], ONE))
    expect(wrong.notes.ways).toEqual({ expectation: 3 })
    expect(wrong.notes.example).toBe(pieces.join(''))
  })

  test('draws random rows by the seed: the same for the same, others for another', async () => {
    await using server = await startOddServer({ keepBodies: true })
    const rows = packRows(Array.from({ length: 100 }, (_, row) => Buffer.from(`${row}`)))
    const spec = request('/', { method: 'PUT', body: { kind: 'rows', rows, pick: 'random', contentType: null } })
    for (const seed of [1, 1, 2]) {
      await drive(engineJob(server.endpoint, [spec], { load: connections(1), count: 20 }, { seed }))
    }
    const { bodies } = await server.counts()
    expect(bodies.slice(20, 40)).toEqual(bodies.slice(0, 20))
    expect(bodies.slice(40)).not.toEqual(bodies.slice(0, 20))
  })

  test('says of a request that cannot be sent what is wrong with it', async () => {
    await using server = await startKnownServer({})
    const job = engineJob(server.endpoint, [request('/', { headers: { upgrade: 'h2c' } })], {
      load: connections(1),
      count: 2,
    })
    const { notes } = await drive(job)
    expect(notes.ways).toEqual({ other: 2 })
    expect(notes.example).toContain('upgrade')
  })
})

describe('TLS', () => {
  let certificates: Certificates
  let stranger: Certificates
  beforeAll(async () => {
    certificates = await makeCertificates('model.test')
    stranger = await makeCertificates('model.test')
  })
  const LOAD = { load: connections(2), count: 10 } as const

  test('trusts a private authority for the name that was given', async () => {
    await using server = await startOddServer({ tls: certificates })
    const tls = { ca: certificates.ca, serverName: 'model.test' }
    expect((await drive(engineJob(server.endpoint, [request('/')], LOAD, { tls }))).notes.ways).toEqual({ ok: 20 })
    const counts = await server.counts()
    expect(counts.connections).toBe(2)
    const closing = engineJob(server.endpoint, [request('/', { keepAlive: false })], LOAD, { tls })
    expect((await drive(closing)).notes.ways).toEqual({ ok: 20 })
  })

  test.each([
    ['another authority', () => ({ ca: stranger.ca, serverName: 'model.test' })],
    ['the authorities that Node knows', () => ({ ca: null, serverName: 'model.test' })],
    ['another name', () => ({ ca: certificates.ca, serverName: 'other.test' })],
    ['an address as the name', () => ({ ca: certificates.ca, serverName: '127.0.0.1' })],
  ])('sends nothing when the certificate does not fit %s', async (_name, tls) => {
    await using server = await startOddServer({ tls: certificates })
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { ...LOAD, count: 3 }, { tls: tls() }))
    expect(notes.ways).toEqual({ tls: 6 })
    expect((await server.counts()).arrived).toBe(0)
  })

  test('says so when the server does not speak it', async () => {
    await using server = await startOddServer()
    const tls = { ca: certificates.ca, serverName: 'model.test' }
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { ...LOAD, count: 2 }, { tls }))
    expect(Object.keys(notes.ways)).toEqual(['tls'])
  })
})

describe('the closed loop', () => {
  test('opens and ends connections along a ramp', async () => {
    await using server = await startOddServer({ pieces: ['a', 'b'] })
    const up = await drive(engineJob(server.endpoint, [request('/')], { load: connections(1, 9), durationMs: 600 }))
    expect(up.end).toEqual(COMPLETE)
    expect((await server.counts()).connections).toBe(9)
    const down = await drive(engineJob(server.endpoint, [request('/')], { load: connections(9, 1), durationMs: 600 }))
    expect((await server.counts()).connections).toBe(18)
    // The mean over the connections of the time that each was in use: 5 of 9 of the stage, and what its last answers took.
    expect(up.figures.seconds).toBeLessThan(0.5)
    expect(down.figures.seconds).toBeLessThan(0.5)
    expect((await server.counts()).mostOpen).toBe(9)
  })

  test('counts the time that a connection was in use, not its pause', async () => {
    await using server = await startKnownServer({})
    const driver = undiciEngine.open(
      engineJob(server.endpoint, [request('/')], { load: connections(2), durationMs: 300 }),
      new Notes(),
    )
    const signal = new AbortController().signal
    await driver.drive(150, signal)
    await sleep(300)
    await driver.drive(150, signal)
    expect(driver.figures().seconds).toBeLessThan(0.5)
    expect(driver.figures().seconds).toBeGreaterThan(0.2)
    await driver.close()
  })
})

describe('the open model', () => {
  test.each(['constant', 'poisson'] as const)('sends what it planned (%s)', async (arrivals) => {
    await using server = await startKnownServer({})
    const job = engineJob(server.endpoint, [request('/')], { load: rate(1000, { arrivals }), durationMs: 1000 })
    const { notes, figures } = await drive(job)
    const served = await server.of('/')
    expect(served.arrived).toBe(notes.all.length)
    expect(Math.abs(notes.all.length - 1000)).toBeLessThanOrEqual(arrivals === 'constant' ? 0 : 4 * Math.sqrt(1000))
    expect(figures).toMatchObject({ seconds: 1, waitedForRoom: 0, dropped: 0 })
  })

  test('shows the wait of those who would have come while the server stood still', async () => {
    await using server = await startOddServer({ stall: { atRequest: 50, forMs: 400 } })
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { load: rate(200), durationMs: 1000 }))
    expect(notes.ways).toEqual({ ok: 200 })
    // 80 arrivals fall into 400 ms; the wait of each is what was left of them.
    const waited = notes.latencies.filter((latency) => latency > 200).length
    expect(waited).toBeGreaterThanOrEqual(36)
    expect(notes.latencies.at(-1)).toBeGreaterThan(380)
  })

  test("has no more under way than it may, and counts what waited for room as the target's doing", async () => {
    await using server = await startOddServer({ stall: { atRequest: 20, forMs: 300 } })
    const { notes, figures } = await drive(
      engineJob(server.endpoint, [request('/')], { load: rate(200, { maxInFlight: 4 }), durationMs: 600 }),
    )
    expect(notes.ways).toEqual({ ok: 120 })
    expect((await server.counts()).mostOpen).toBeLessThanOrEqual(4)
    expect(figures.waitedForRoom).toBeGreaterThanOrEqual(50)
    // Their latency runs from the planned time all the same.
    expect(notes.latencies.filter((latency) => latency > 150).length).toBeGreaterThanOrEqual(25)
    expect(figures.lateP99Ms).toBeLessThan(150)
  })

  test('drops what was never sent when it is aborted', async () => {
    await using server = await startKnownServer({})
    const stop = new AbortController()
    setTimeout(() => stop.abort('time-limit' satisfies AbortReason), 200)
    const { notes, figures } = await drive(
      engineJob(server.endpoint, [request('/')], { load: rate(100), count: 500 }),
      stop.signal,
    )
    const { arrived } = await server.of('/')
    expect(figures.dropped).toBe(500 - arrived)
    expect(arrived - notes.all.length).toBeLessThanOrEqual(1)
    expect(figures.dropped).toBeGreaterThan(400)
  })

  test('plans the same requests in one stretch and in two', async () => {
    await using server = await startOddServer()
    const job = engineJob(server.endpoint, [request('/')], {
      load: rate(300, { arrivals: 'poisson' }),
      durationMs: 800,
    })
    const whole = await drive(job)
    const notes = new Notes()
    const driver = undiciEngine.open(job, notes)
    const signal = new AbortController().signal
    await driver.drive(400, signal)
    await sleep(150)
    await driver.drive(null, signal)
    expect(driver.figures().seconds).toBe(0.8)
    await driver.close()
    expect(notes.all.length).toBe(whole.notes.all.length)
  })
})

describe('users', () => {
  test.each([
    [10, 10],
    [500, 50],
  ])('%d of them send %d requests each, and end exactly there', async (many, count) => {
    await using server = await startKnownServer({ '/': { closeEvery: 20 } })
    const load = { ...users(many), spawnPerSecond: 5000 } as StageLoad
    const { notes, end, figures } = await drive(engineJob(server.endpoint, [request('/')], { load, count }))
    expect(end).toEqual(COMPLETE)
    expect(notes.ways).toEqual({ ok: many * count })
    expect((await server.of('/')).arrived).toBe(many * count)
    expect(figures.spawnSeconds).toBeNull()
  })

  test('are measured once all have spawned, and what they did before is reported apart', async () => {
    await using server = await startOddServer()
    const load = { ...users(10, 10, 20), spawnPerSecond: 20 } as StageLoad
    const { notes, figures } = await drive(engineJob(server.endpoint, [request('/')], { load, durationMs: 500 }))
    const spawning = notes.all.filter((one) => one.spawning).length
    expect((await server.counts()).arrived).toBe(notes.all.length)
    expect((await server.counts()).connections).toBe(10)
    expect(spawning).toBeGreaterThan(10)
    // 9 gaps of 50 ms; then 500 ms, in which 10 users think 20 ms each time.
    expect(figures.spawnSeconds).toBeGreaterThanOrEqual(0.45)
    expect(figures.seconds).toBeLessThanOrEqual(0.5)
    expect(notes.all.length - spawning).toBeLessThanOrEqual(10 * (500 / 20 + 1))
  })

  test('come and go along a ramp', async () => {
    await using server = await startOddServer()
    const thinkTime = { fromMs: 10, toMs: 10 }
    const ramp = (from: number, to: number): StageLoad => ({
      model: 'users',
      users: { from, to },
      spawnPerSecond: 1000,
      thinkTime,
    })
    await drive(engineJob(server.endpoint, [request('/')], { load: ramp(0, 8), durationMs: 400 }))
    expect((await server.counts()).connections).toBe(8)
    const { figures } = await drive(engineJob(server.endpoint, [request('/')], { load: ramp(8, 0), durationMs: 400 }))
    const counts = await server.counts()
    expect([counts.connections, counts.mostOpen]).toEqual([16, 8])
    expect(figures.seconds).toBeCloseTo(0.4, 1)
  })

  test('pick by weight with their own chance, the same for the same seed', async () => {
    await using server = await startKnownServer({})
    const requests = [request('/a', { weight: 3 }), request('/b', { weight: 1 })]
    const job = engineJob(server.endpoint, requests, { load: users(20), count: 20 })
    const first = (await drive(job)).notes.all.filter((one) => one.request === 0).length
    const again = (await drive(job)).notes.all.filter((one) => one.request === 0).length
    expect(again).toBe(first)
    expect((await server.of('/a')).arrived).toBe(2 * first)
    // 400 draws at 3 of 4, within four standard deviations.
    expect(Math.abs(first - 300)).toBeLessThanOrEqual(35)
  })
})

import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { RequestSpec, StageLoad } from '../../model/config.ts'
import { packRows } from '../../model/rows.ts'
import type { EngineJob, Outcome } from '../engine.ts'
import { driveAll, engineJob } from '../test/engine-job.ts'
import { connections, EXPECT_2XX, request, users } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { startOddServer } from '../test/odd-server.ts'
import { startRawServer } from '../test/raw-server.ts'
import { undiciEngine } from './undici.ts'
import { UndiciWires } from './undici-wires.ts'

const drive = (job: EngineJob) => driveAll(undiciEngine, job)

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

  test('leaves no connection open that it will not use again and that nobody said would end', async () => {
    await using server = await startRawServer(() => ({ bytes: 'HTTP/1.1 304 No\r\nContent-Length: 200\r\n\r\n' }))
    const spec = request('/', { expect: { ...EXPECT_2XX, status: [{ from: 304, to: 304 }] } })
    const { notes } = await drive(engineJob(server.endpoint, [spec], { load: connections(2), count: 20 }))
    expect(notes.ways).toEqual({ ok: 40 })
    expect(server.connections()).toBe(40)
    // Of each connection the present one, and the last one whose end the server may not have seen yet.
    expect(server.mostOpen()).toBeLessThanOrEqual(6)
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

  test('reads a head that comes in two pieces as it was written, whatever was read between', async () => {
    const text = `a needle in ${randomBytes(2000).toString('hex')}`
    const body = gzipSync(text).toString('latin1')
    const [begun, rest] = [
      'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n',
      `Content-Length: ${body.length}\r\n\r\n${body}`,
    ]
    await using server = await startRawServer(() => ({ bytes: [begun, rest] }))
    const spec = request('/', { expect: { ...EXPECT_2XX, bodyContains: 'a needle' } })
    const { notes } = await drive(engineJob(server.endpoint, [spec], { load: connections(3), count: 5 }))
    expect(notes.ways).toEqual({ ok: 15 })
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

  test('says when a request left: written to the kept connection, or given to one that is to be opened', async () => {
    await using server = await startKnownServer({})
    const wire = new UndiciWires(engineJob(server.endpoint, [request('/')], ONE)).newWire()
    const heldUp: boolean[] = []
    for (let nth = 0; nth < 3; nth++) {
      const { promise, resolve } = Promise.withResolvers<Outcome>()
      wire.send(0, resolve)
      const handedOverAt = performance.now()
      // The event loop comes to nothing before that.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30)
      expect((await promise).how).toBe('ok')
      heldUp.push(wire.leftAt >= handedOverAt + 29)
      expect(wire.leftAt).toBeLessThan(performance.now())
    }
    await wire.close()
    expect(heldUp).toEqual([false, true, true])
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

import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { makeCertificates } from '../../../fixtures/certificates.ts'
import type { StageLoad } from '../../model/config.ts'
import { packRows } from '../../model/rows.ts'
import type { AbortReason } from '../../model/samples.ts'
import type { EngineJob } from '../engine.ts'
import { driveAll, engineJob, Notes } from '../test/engine-job.ts'
import { connections, rate, request, users } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { startOddServer } from '../test/odd-server.ts'
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

  test.each([
    'HTTP',
    'HTTPS',
  ])('opens one for each also beside others that keep theirs, which stay open (%s)', async (over) => {
    const certificates = over === 'HTTPS' ? await makeCertificates('model.test') : null
    await using server = await startOddServer(certificates === null ? {} : { tls: certificates })
    const tls = certificates && { ca: certificates.ca, serverName: 'model.test' }
    const requests = [request('/kept'), request('/own', { keepAlive: false })]
    const { notes } = await drive(engineJob(server.endpoint, requests, { load, count }, { tls }))
    expect(notes.ways).toEqual({ ok: total })
    const { paths } = await server.counts()
    const [kept, own] = [paths['/kept'], paths['/own']]
    expect(own?.first).toBe(own?.arrived)
    expect(own?.arrived).toBeGreaterThan(total / 4)
    // Each connection or user keeps one; of a rate no more are kept than may be under way.
    expect(kept?.first).toBeLessThanOrEqual(load.model === 'rate' ? 16 : 5)
    await expect.poll(async () => (await server.counts()).open).toBe(0)
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

import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { meanMs, mergeSamples } from '../model/samples.ts'
import type { Load } from '../ports.ts'
import { BEHAVIOURS, CASES, counts, ms, of, stageOn, steady, WORKERS } from './test/contract.ts'
import { connections, job, rate, request, runOne, users } from './test/job.ts'
import { startKnownServer } from './test/known-server.ts'
import { createLoad } from './worker-load.ts'

// The contract of `engine.ts`: what every engine promises with every load model that it drives. The same claims for all.

let load: Load
beforeAll(() => {
  load = createLoad({ workerUrl: new URL('./worker.ts', import.meta.url) })
})
afterAll(() => load[Symbol.asyncDispose]())

/** The server's own nearest-rank percentile of its service times. */
function served(times: readonly number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

describe.each(CASES)('$engine drives $model so that', ({ engine, model }) => {
  test.each([
    { how: 'on kept connections', paths: ['/5', '/chunked', '/slow-body', '/large'] },
    { how: 'on connections that it closes', paths: ['/close', '/close-20', '/until-closed'] },
  ])('exactly the answers that the server gave are counted: $how', async ({ paths }) => {
    await using server = await startKnownServer(BEHAVIOURS)
    const samples = await runOne(load, stageOn(engine, server, paths, { load: steady(model), durationMs: 500 }))
    const arrived = await Promise.all(paths.map(async (path) => (await server.of(path)).arrived))
    const { ok, failed, all } = counts(samples)
    expect(samples).toMatchObject({ ended: { how: 'complete' }, engine })
    expect([all, failed]).toEqual([arrived.reduce((sum, count) => sum + count, 0), 0])
    const measured = samples.perRequest.map((one) => one.ok)
    if (samples.spawn === null) expect(measured).toEqual(arrived)
    expect(Math.min(...measured)).toBeGreaterThan(0)
    expect(samples.perRequest.map((one) => one.statuses)).toEqual(measured.map((count) => ({ 200: count })))
    expect(samples.windows.reduce((sum, window) => sum + window.ok, 0)).toBe(ok)
    expect(mergeSamples(samples.perRequest).histogram.totalCount).toBe(ok)
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  // The server's own time has no connecting in it, and both share the cores with whatever else runs: of a few measurements one has to
  // be undisturbed. The strict comparison, on one clock and with repeats, is a benchmark.
  test.each([
    { path: '/50', percent: 50, withinMs: 1, withinShare: 0.02 },
    { path: '/slow-body', percent: 50, withinMs: 1, withinShare: 0.02 },
    { path: '/close', percent: 50, withinMs: 3, withinShare: 0.02 },
    { path: '/close-20', percent: 95, withinMs: 5, withinShare: 0.02 },
  ])('latencies are the service time: p$percent of $path', { retry: 4 }, async (given) => {
    await using server = await startKnownServer(BEHAVIOURS)
    const two = model === 'rate' ? rate(40) : model === 'users' ? users(2) : connections(2)
    const samples = await runOne(load, stageOn(engine, server, [given.path], { load: two, durationMs: 600 }))
    const truth = served((await server.of(given.path)).serviceMs, given.percent)
    const tolerance = Math.max(given.withinMs, given.withinShare * truth)
    expect(Math.abs(ms(samples, given.percent) - truth)).toBeLessThanOrEqual(tolerance)
  })

  test('unexpected statuses are counted apart, grouped, with an example, and are no latencies', async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    const extent = model === 'rate' ? { count: 80 } : { count: 20 }
    const samples = await runOne(load, stageOn(engine, server, ['/mix'], { load: steady(model), ...extent }))
    expect(await server.of('/mix')).toMatchObject({ statuses: { 200: 60, 503: 20 } })
    expect(of(samples, '/mix')).toMatchObject({ ok: 60, unexpectedStatus: 20, statuses: { 200: 60, 503: 20 } })
    expect(of(samples, '/mix').failures).toMatchObject([
      { kind: 'status', status: 503, count: 20, example: { outside: 'sürely' } },
    ])
    expect(mergeSamples(samples.perRequest).histogram.totalCount).toBe(60)
  })

  test('a compressed body that is shown is shown as it was before', async () => {
    const body = gzipSync('the model is not loaded').toString('latin1')
    const raw = `HTTP/1.1 500 No\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    await using server = await startKnownServer({ '/zipped': { raw } })
    const samples = await runOne(load, stageOn(engine, server, ['/zipped'], { load: steady(model), count: 3 }))
    expect(of(samples, '/zipped').failures).toMatchObject([
      { kind: 'status', status: 500, example: { outside: 'the model is not loaded' } },
    ])
  })

  test('each request is timed out by its own timeout and counted once', async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    const requests = [request('/never', { timeoutMs: 60 })]
    const shape = { load: steady(model), durationMs: 300 }
    const samples = await runOne(load, job(server.endpoint, requests, shape, { engine }))
    const { failed, grouped, all } = counts(samples)
    expect(samples.ended).toEqual({ how: 'complete' })
    expect(of(samples, '/never')).toMatchObject({ ok: 0, connectionErrors: 0, timeouts: failed })
    expect(grouped).toBe(failed)
    expect(all).toBe((await server.of('/never')).arrived)
    expect(all).toBeGreaterThanOrEqual(WORKERS)
  })

  test('a port where nothing listens ends the stage by itself', async () => {
    const server = await startKnownServer({})
    await server[Symbol.asyncDispose]()
    const samples = await runOne(load, stageOn(engine, server, ['/'], { load: steady(model), durationMs: 20_000 }))
    expect(samples.ended).toEqual({ how: 'aborted', why: 'no-answers' })
    expect(counts(samples).ok).toBe(0)
    const groups = of(samples, '/').failures
    expect(groups.map((group) => group.kind)).toEqual(
      samples.spawn === null ? ['refused'] : groups.map(() => 'refused'),
    )
  })

  test('a server that dies in the middle ends the stage with what was answered before', async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    setTimeout(() => server.vanish(), 400)
    const samples = await runOne(load, stageOn(engine, server, ['/5'], { load: steady(model), durationMs: 20_000 }))
    expect(samples.ended).toEqual({ how: 'aborted', why: 'no-answers' })
    const { arrived, answered } = await server.of('/5')
    const { ok } = counts(samples)
    // An answer that the server had handed over may have been thrown away by the reset.
    expect(ok + (samples.spawn?.ok ?? 0)).toBeGreaterThanOrEqual(answered - WORKERS)
    expect(ok).toBeLessThanOrEqual(arrived)
    expect(of(samples, '/5').connectionErrors).toBeGreaterThan(0)
  })

  test('an abort ends it at once, drops what is under way, and leaves nothing open', async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    const control = new AbortController()
    const running = runOne(
      load,
      stageOn(engine, server, ['/never'], { load: steady(model), durationMs: 20_000 }),
      control.signal,
    )
    await expect.poll(async () => (await server.of('/never')).arrived, { timeout: 5000 }).toBeGreaterThan(0)
    const abortedAt = performance.now()
    control.abort('target-gone')
    const samples = await running
    expect(performance.now() - abortedAt).toBeLessThan(1000)
    expect(samples.ended).toEqual({ how: 'aborted', why: 'target-gone' })
    expect(counts(samples).all).toBe(0)
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  test('too many failures for too long end it', async () => {
    await using server = await startKnownServer({ '/bad': { delayMs: 5, statusOf: [500, 500, 500, 200] } })
    const abort = { failureShare: 0.5, forMs: 250 }
    const shape = { load: steady(model), durationMs: 20_000 }
    const samples = await runOne(load, stageOn(engine, server, ['/bad'], shape, { abort }))
    expect(samples.ended).toEqual({ how: 'aborted', why: 'failing' })
    expect(samples.windows.length).toBeLessThan(10)
    expect(of(samples, '/bad').unexpectedStatus).toBeGreaterThan(of(samples, '/bad').ok)
  })

  test('requests are mixed by their weights', async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    const requests = [request('/5', { weight: 3 }), request('/rare', { weight: 1 })]
    const shape = { load: steady(model), count: model === 'rate' ? 240 : 60 }
    const samples = await runOne(load, job(server.endpoint, requests, shape, { engine }))
    const [many, few] = [of(samples, '/5').ok, of(samples, '/rare').ok]
    expect([many, few]).toEqual([(await server.of('/5')).arrived, (await server.of('/rare')).arrived])
    expect(many + few).toBe(240)
    // Users choose for themselves at random: within four standard deviations.
    const tolerance = model === 'users' ? 27 : 0
    expect(Math.abs(few - 60)).toBeLessThanOrEqual(tolerance)
  })

  test.each(['/5', '/close'])('a number of requests is met exactly: %s', async (path) => {
    await using server = await startKnownServer(BEHAVIOURS)
    const samples = await runOne(load, stageOn(engine, server, [path], { load: steady(model), count: 23 }))
    const wanted = model === 'rate' ? 23 : WORKERS * 23
    expect(samples.ended).toEqual({ how: 'complete' })
    expect([counts(samples).all, (await server.of(path)).arrived]).toEqual([wanted, wanted])
  })

  // Requests of three lengths, of which some have more of the slow ones than others: they are done at different times.
  test('RPS of a number of requests is what was answered while all were at work', { retry: 4 }, async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    const shape = { load: steady(model), count: model === 'rate' ? 80 : 20 }
    const samples = await runOne(load, stageOn(engine, server, ['/50', '/close', '/5'], shape))
    const { ok } = counts(samples)
    const rps = ok / samples.seconds
    expect(ok).toBe(80)
    // By Little's law so many were under way on average, which nobody but the pause before the next request makes fewer.
    const underWay = (rps * meanMs(mergeSamples(samples.perRequest))) / 1000
    // A schedule says itself how many come; users are alone at the end.
    if (model === 'rate') expect(rps).toBeCloseTo(200, 5)
    else expect(underWay).toBeLessThanOrEqual(1.005 * WORKERS)
    if (model === 'connections') expect(underWay).toBeGreaterThan(0.85 * WORKERS)
    if (model === 'users') expect(underWay).toBeGreaterThan(0.6 * WORKERS)
    expect(samples.tookMs).toBeGreaterThanOrEqual(Math.floor(samples.seconds * 1000))
  })

  test('a ramp goes from the one to the other over its time', async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    const ramp = { from: 1, to: 13 }
    const loads = { connections: connections(1, 13), users: users(1, 13), rate: rate(100) }
    const ratePerSecond = model === 'rate' ? { from: 20, to: 260 } : null
    const shape = { load: loads[model], durationMs: 900 }
    const samples = await runOne(load, stageOn(engine, server, ['/50'], shape, { ratePerSecond, windowMs: 300 }))
    const [first, , last] = samples.windows
    expect(counts(samples).all).toBe((await server.of('/50')).arrived)
    expect(last?.ok).toBeGreaterThan(3 * (first?.ok ?? 0))
    // Its rate is that of the whole time, the mean of both ends; over the mean time in use it would be 1.8 times that.
    const meanPerSecond = ((ramp.from + ramp.to) / 2) * 20
    expect(counts(samples).ok / samples.seconds / meanPerSecond).toBeGreaterThan(0.7)
    expect(counts(samples).ok / samples.seconds / meanPerSecond).toBeLessThan(1.1)
  })
})

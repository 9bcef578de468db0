import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineName, RequestSpec, Side, StageLoad } from '../model/config.ts'
import { mergeSamples, type Percentile, percentile, type StageSamples } from '../model/samples.ts'
import type { Load, LoadJob } from '../ports.ts'
import { ENGINES } from './engines.ts'
import { type ClosingServer, startClosingServer } from './test/closing-server.ts'
import { connections, type JobShape, job, rate, request, runOne, users } from './test/job.ts'
import { type Behaviour, type KnownServer, startKnownServer } from './test/known-server.ts'
import { createLoad } from './worker-load.ts'

// The contract of `engine.ts`: what every engine promises with every load model that it drives. The same claims for all.

type Case = { readonly engine: EngineName; readonly model: StageLoad['model'] }

const DRIVES: Readonly<Record<EngineName, readonly StageLoad['model'][]>> = {
  autocannon: ['connections'],
  undici: ['connections', 'rate', 'users'],
}
const CASES: readonly Case[] = (Object.keys(ENGINES) as EngineName[]).flatMap((engine) =>
  DRIVES[engine].map((model) => ({ engine, model })),
)
const NEVER = new AbortController().signal
const WORKERS = 4
const PER_SECOND = 200

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  '/5': { delayMs: 5 },
  '/50': { delayMs: 50 },
  '/close': { delayMs: 20, closeEvery: 1 },
  '/close-20': { delayMs: 5, closeEvery: 20 },
  '/chunked': { chunks: { count: 4, bytes: 1000, everyMs: 0 } },
  '/slow-body': { chunks: { count: 5, bytes: 10, everyMs: 10 } },
  '/large': { body: 'x'.repeat(200_000) },
  '/until-closed': { raw: 'HTTP/1.1 200 OK\r\n\r\nas long as the connection', thenEnd: true },
  '/mix': { delayMs: 2, statusOf: [200, 200, 200, 503], body: 'sürely' },
  '/never': { neverAnswers: true },
  '/rare': { delayMs: 5 },
}

let load: Load
beforeAll(() => {
  load = createLoad({ workerUrl: new URL('./worker.ts', import.meta.url) })
})
afterAll(() => load[Symbol.asyncDispose]())

/** So much load that a few milliseconds' service is used by a handful at once. */
function steady(model: StageLoad['model']): StageLoad {
  if (model === 'rate') return rate(PER_SECOND)
  return model === 'users' ? users(WORKERS) : connections(WORKERS)
}

function counts(samples: StageSamples) {
  const ended = samples.perRequest.map((one) => {
    const failed = one.unexpectedStatus + one.failedExpectation + one.timeouts + one.connectionErrors
    return { ok: one.ok, failed, grouped: one.failures.reduce((sum, group) => sum + group.count, 0) }
  })
  const spawned = samples.spawn ?? { ok: 0, failed: 0 }
  const sum = (value: (one: (typeof ended)[number]) => number) => ended.reduce((total, one) => total + value(one), 0)
  return {
    ok: sum((one) => one.ok),
    failed: sum((one) => one.failed),
    grouped: sum((one) => one.grouped),
    /** With those of the spawn phase: what the server should have seen. */
    all: sum((one) => one.ok + one.failed) + spawned.ok + spawned.failed,
  }
}

function of(samples: StageSamples, path: string) {
  const one = samples.perRequest.find((each) => each.request === path)
  if (one === undefined) throw new Error(`no samples of ${path}`)
  return one
}

function ms(samples: StageSamples, percent: number): number {
  const value: Percentile = percentile(mergeSamples(samples.perRequest), percent)
  if (value.state !== 'value') throw new Error(`p${percent} is ${value.state}`)
  return value.ms
}

/** The server's own nearest-rank percentile of its service times. */
function served(times: readonly number[], percent: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN
}

describe.each(CASES)('$engine drives $model so that', ({ engine, model }) => {
  const stage = (server: KnownServer, paths: readonly string[], shape: JobShape, given: Partial<LoadJob> = {}) =>
    job(
      server.endpoint,
      paths.map((path) => request(path)),
      shape,
      { engine, ...given },
    )

  test.each([
    { how: 'on kept connections', paths: ['/5', '/chunked', '/slow-body', '/large'] },
    { how: 'on connections that it closes', paths: ['/close', '/close-20', '/until-closed'] },
  ])('exactly the answers that the server gave are counted: $how', async ({ paths }) => {
    await using server = await startKnownServer(BEHAVIOURS)
    const samples = await runOne(load, stage(server, paths, { load: steady(model), durationMs: 500 }))
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
    const samples = await runOne(load, stage(server, [given.path], { load: two, durationMs: 600 }))
    const truth = served((await server.of(given.path)).serviceMs, given.percent)
    const tolerance = Math.max(given.withinMs, given.withinShare * truth)
    expect(Math.abs(ms(samples, given.percent) - truth)).toBeLessThanOrEqual(tolerance)
  })

  test('unexpected statuses are counted apart, grouped, with an example, and are no latencies', async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    const extent = model === 'rate' ? { count: 80 } : { count: 20 }
    const samples = await runOne(load, stage(server, ['/mix'], { load: steady(model), ...extent }))
    expect(await server.of('/mix')).toMatchObject({ statuses: { 200: 60, 503: 20 } })
    expect(of(samples, '/mix')).toMatchObject({ ok: 60, unexpectedStatus: 20, statuses: { 200: 60, 503: 20 } })
    expect(of(samples, '/mix').failures).toMatchObject([
      { kind: 'status', status: 503, count: 20, example: { outside: 'sürely' } },
    ])
    expect(mergeSamples(samples.perRequest).histogram.totalCount).toBe(60)
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
    const samples = await runOne(load, stage(server, ['/'], { load: steady(model), durationMs: 20_000 }))
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
    const samples = await runOne(load, stage(server, ['/5'], { load: steady(model), durationMs: 20_000 }))
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
    const running = runOne(load, stage(server, ['/never'], { load: steady(model), durationMs: 20_000 }), control.signal)
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
    const samples = await runOne(load, stage(server, ['/bad'], shape, { abort }))
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
    const samples = await runOne(load, stage(server, [path], { load: steady(model), count: 23 }))
    const wanted = model === 'rate' ? 23 : WORKERS * 23
    expect(samples.ended).toEqual({ how: 'complete' })
    expect([counts(samples).all, (await server.of(path)).arrived]).toEqual([wanted, wanted])
  })

  describe('of a server that closes its connections', () => {
    const count = 24
    const wanted = model === 'rate' ? count * WORKERS : count
    const total = count * WORKERS
    /** Connections that are idle for a while before each request, where the model knows such. */
    const idling = (ms: number): StageLoad => {
      if (model === 'rate') return rate(1000 / ms, { maxInFlight: WORKERS })
      return model === 'users' ? users(WORKERS, WORKERS, ms) : connections(WORKERS)
    }
    const run = (server: ClosingServer, given: Partial<RequestSpec>, shape: StageLoad, each = wanted) =>
      runOne(load, job(server.endpoint, [request('/', given)], { load: shape, count: each }, { engine }))

    test.each<[method: string, by: 'reset' | 'end', afterMs: number]>([
      ['POST', 'reset', 0],
      ['POST', 'end', 0],
      ['GET', 'reset', 40],
      ['GET', 'end', 40],
    ])('each %s that it has read before it closes (%s, after %d ms) is one failure', async (method, by, afterMs) => {
      await using server = await startClosingServer({ cuts: { every: 5, by, afterMs } })
      const samples = await run(server, { method }, idling(10))
      expect(counts(samples)).toMatchObject({ failed: server.seen.cut, all: total })
      expect(of(samples, '/')).toMatchObject({ connectionErrors: server.seen.cut })
      expect([server.seen.requests, samples.generator.resent]).toEqual([total, 0])
    })

    test.each([
      'reset',
      'end',
    ] as const)('a GET that is cut off at once (%s) is a failure or one of few that are sent again, and that is told', async (by) => {
      await using server = await startClosingServer({ cuts: { every: 2, by, afterMs: 0 } })
      const samples = await run(server, {}, idling(10))
      const { resent } = samples.generator
      expect(counts(samples)).toMatchObject({ failed: server.seen.cut - resent, all: total })
      expect(server.seen.requests).toBe(total + resent)
      // One for each connection, and a few more; there are four times as many ends.
      expect(resent).toBeLessThanOrEqual(8 + WORKERS)
    })

    test.each([1, 20])('without a word behind every %d. answer, no answer is lost', async (endsEvery) => {
      await using server = await startClosingServer({ endsEvery })
      const samples = await run(server, {}, steady(model))
      expect(counts(samples)).toMatchObject({ ok: total, failed: 0 })
    })

    test('while they are idle, nothing fails and nothing is sent twice', async () => {
      await using server = await startClosingServer({ idleMs: 30 })
      const samples = await run(server, { method: 'POST' }, idling(80), model === 'rate' ? 16 : 4)
      expect(counts(samples)).toMatchObject({ ok: 16, failed: 0 })
      expect([server.seen.requests, samples.generator.resent]).toEqual([16, 0])
      if (model !== 'connections') expect(server.seen.connections).toBe(16)
    })
  })

  test('turns are drained, and each side is charged with its own', async () => {
    await using fast = await startKnownServer({ '/': { delayMs: 5 } })
    await using slow = await startKnownServer({ '/': { delayMs: 60 } })
    const busy: number[] = []
    const turn = async () => {
      for (const server of [fast, slow]) {
        const { arrived, answered } = await server.of('/')
        busy.push(arrived - answered)
      }
    }
    const sides = [
      { side: 'candidate', endpoints: [fast.endpoint] },
      { side: 'baseline', endpoints: [slow.endpoint] },
    ] as const
    const turns = (['candidate', 'baseline', 'baseline', 'candidate'] as const).map((side: Side) => ({ side, ms: 200 }))
    const shape = { load: steady(model), durationMs: 400 }
    const both = await load.run(stage(fast, ['/'], shape, { sides, turns }), turn, () => undefined, NEVER)
    expect(busy).toEqual(Array(8).fill(0))
    expect(both.map(({ side, samples }) => [side, samples.ended])).toEqual([
      ['candidate', { how: 'complete' }],
      ['baseline', { how: 'complete' }],
    ])
    for (const [place, server] of [fast, slow].entries()) {
      const samples = both[place]?.samples
      if (samples === undefined) throw new Error('a side is missing')
      expect(counts(samples)).toMatchObject({ failed: 0, all: (await server.of('/')).arrived })
      expect(samples.windows.reduce((sum, window) => sum + window.ok, 0)).toBe(counts(samples).ok)
      expect(ms(samples, 0)).toBeGreaterThanOrEqual(place === 0 ? 3.5 : 58)
      // Connections are kept from turn to turn.
      if (model !== 'rate') expect((await server.counts()).connections).toBe(WORKERS)
    }
    if (both[0] !== undefined) expect(ms(both[0].samples, 50)).toBeLessThan(50)
  })

  test('a ramp goes from the one to the other over its time', async () => {
    await using server = await startKnownServer(BEHAVIOURS)
    const ramp = { from: 1, to: 13 }
    const loads = { connections: connections(1, 13), users: users(1, 13), rate: rate(100) }
    const ratePerSecond = model === 'rate' ? { from: 20, to: 260 } : null
    const shape = { load: loads[model], durationMs: 900 }
    const samples = await runOne(load, stage(server, ['/50'], shape, { ratePerSecond, windowMs: 300 }))
    const [first, , last] = samples.windows
    expect(counts(samples).all).toBe((await server.of('/50')).arrived)
    expect(last?.ok).toBeGreaterThan(3 * (first?.ok ?? 0))
    // Its rate is that of the whole time, the mean of both ends; over the mean time in use it would be 1.8 times that.
    const meanPerSecond = ((ramp.from + ramp.to) / 2) * 20
    expect(counts(samples).ok / samples.seconds / meanPerSecond).toBeGreaterThan(0.7)
    expect(counts(samples).ok / samples.seconds / meanPerSecond).toBeLessThan(1.1)
  })

  test.each([
    { by: 'requests', extent: { count: 30 } },
    { by: 'duration', extent: { durationMs: 400 } },
  ])('two threads are one stage by $by', async ({ extent }) => {
    await using server = await startKnownServer(BEHAVIOURS)
    const given = { threads: 2 }
    const samples = await runOne(load, stage(server, ['/5', '/rare'], { load: steady(model), ...extent }, given))
    const arrived = (await server.of('/5')).arrived + (await server.of('/rare')).arrived
    expect([counts(samples).all, samples.generator.threads]).toEqual([arrived, 2])
    if (extent.count !== undefined) expect(arrived).toBe(model === 'rate' ? extent.count : WORKERS * extent.count)
    else expect(counts(samples).ok).toBeGreaterThan(WORKERS)
    expect(samples.windows.reduce((sum, window) => sum + window.ok, 0)).toBe(counts(samples).ok)
    expect(mergeSamples(samples.perRequest).histogram.totalCount).toBe(counts(samples).ok)
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  describe('of two threads, each with a replica of its own,', () => {
    // Threads begin at different replicas.
    const two = model === 'rate' ? rate(100, { maxInFlight: 2 }) : model === 'users' ? users(2) : connections(2)

    test('one that nobody answers does not stop the stage', async () => {
      await using server = await startKnownServer(BEHAVIOURS)
      const dead = await startKnownServer({})
      await dead[Symbol.asyncDispose]()
      const sides = [{ side: 'candidate', endpoints: [server.endpoint, dead.endpoint] }] as const
      const shape = { load: two, durationMs: 2500 }
      const abort = { failureShare: 1, forMs: 60_000 }
      const samples = await runOne(load, stage(server, ['/5'], shape, { sides, threads: 2, abort }))
      expect(samples.ended).toEqual({ how: 'complete' })
      expect(counts(samples).failed).toBeGreaterThan(5)
      expect(samples.windows.at(-1)?.ok).toBeGreaterThan(0)
    })

    test('both that nobody answers do', async () => {
      const dead = await startKnownServer({})
      await dead[Symbol.asyncDispose]()
      const sides = [{ side: 'candidate', endpoints: [dead.endpoint, dead.endpoint] }] as const
      const shape = { load: two, durationMs: 20_000 }
      const samples = await runOne(load, stage(dead, ['/5'], shape, { sides, threads: 2 }))
      expect(samples.ended).toEqual({ how: 'aborted', why: 'no-answers' })
      expect(samples.windows.length).toBeLessThan(20)
    })
  })
})

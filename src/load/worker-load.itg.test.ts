import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Side } from '../model/config.ts'
import type { StageSamples } from '../model/samples.ts'
import type { Load, LoadProgress, TurnTaking } from '../ports.ts'
import { connections, job, noTurns, request, runOne } from './test/job.ts'
import { type KnownServer, startKnownServer } from './test/known-server.ts'
import { createLoad } from './worker-load.ts'

const WORKER = new URL('./worker.ts', import.meta.url)
const NEVER = new AbortController().signal
const noProgress = () => undefined
const LONG = { load: connections(4), durationMs: 20_000 }
const SHORT = { load: connections(1), durationMs: 100 }

let load: Load
let server: KnownServer

beforeAll(async () => {
  load = createLoad({ workerUrl: WORKER })
  server = await startKnownServer({ '/5': { delayMs: 5 }, '/never': { neverAnswers: true } })
})
afterAll(async () => {
  await load[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

function of(samples: StageSamples | undefined, path: string) {
  const one = samples?.perRequest.find((each) => each.request === path)
  if (one === undefined) throw new Error(`no samples of ${path}`)
  return one
}

describe('a stage', () => {
  test('reports its progress', async () => {
    const seen: LoadProgress[] = []
    const shape = { load: connections(4), durationMs: 1200 }
    const stage = job(server.endpoint, [request('/5')], shape, { windowMs: 100, threads: 2 })
    await load.run(stage, noTurns, (now) => seen.push(now), NEVER)
    expect(seen.length).toBeGreaterThanOrEqual(4)
    expect(seen.length).toBeLessThanOrEqual(6)
    expect(seen.at(-1)).toMatchObject({ failed: 0 })
    expect(seen.at(-1)?.p95Ms).toBeGreaterThanOrEqual(4)
    expect(Math.min(...seen.map((now) => now.rps))).toBeGreaterThan(0)
    expect(seen.map((now) => now.elapsedMs)).toEqual(seen.map((now) => now.elapsedMs).toSorted((a, b) => a - b))
  })

  test.each([
    { reason: 'target-gone', why: 'target-gone' },
    { reason: 'time-limit', why: 'time-limit' },
    { reason: new Error('SIGINT'), why: 'interrupted' },
  ])('that is aborted ends at once, says why, and leaves no connection: $why', async ({ reason, why }) => {
    const control = new AbortController()
    const stage = job(server.endpoint, [request('/5'), request('/never')], LONG, { threads: 2 })
    const [only] = await load.run(stage, noTurns, () => control.abort(reason), control.signal)
    expect(only?.samples.ended).toEqual({ how: 'aborted', why })
    expect(of(only?.samples, '/never')).toMatchObject({ ok: 0, timeouts: 0, connectionErrors: 0 })
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })

  test('that was aborted before it began sends nothing and thaws nobody', async () => {
    const turns: Side[] = []
    const wake = (side: Side) => Promise.resolve(void turns.push(side))
    const stage = job(server.endpoint, [request('/unsent')], LONG)
    const [only] = await load.run(stage, { wake, begin: wake }, noProgress, AbortSignal.abort('time-limit'))
    expect(only?.samples).toMatchObject({ ended: { how: 'aborted', why: 'time-limit' }, seconds: 0, windows: [] })
    expect((await server.of('/unsent')).arrived).toBe(0)
    expect(turns).toEqual([])
  })

  test('says how hard the generator had to work', async () => {
    const { generator } = await runOne(
      load,
      job(server.endpoint, [request('/5')], { load: connections(2), durationMs: 300 }),
    )
    expect(generator).toMatchObject({ threads: 1, lateP99Ms: 0, waitedForRoom: 0, dropped: 0 })
    // Two connections that wait 5 ms each time.
    expect(generator.cpuShare).toBeLessThan(0.6)
  })
})

describe('turns', () => {
  const inTurns = (candidate: KnownServer, baseline: KnownServer, path: string) =>
    job(candidate.endpoint, [request(path)], LONG, {
      sides: [
        { side: 'candidate', endpoints: [candidate.endpoint] },
        { side: 'baseline', endpoints: [baseline.endpoint] },
      ],
      turns: (['candidate', 'baseline', 'baseline', 'candidate'] as const).map((side) => ({ side, ms: 150 })),
    })

  test('are announced each before it begins', async () => {
    await using other = await startKnownServer({ '/5': { delayMs: 5 } })
    const heard: string[] = []
    let before = [0, 0]
    const wake = async (side: Side) => {
      const now = [(await server.of('/5')).arrived, (await other.of('/5')).arrived]
      heard.push(`${side} after ${now.map((count, place) => (count > (before[place] ?? 0) ? 'some' : 'none'))}`)
      before = now
    }
    before = [(await server.of('/5')).arrived, 0]
    await load.run(inTurns(server, other, '/5'), { ...noTurns, wake }, noProgress, NEVER)
    expect(heard).toEqual([
      'candidate after none,none',
      'baseline after some,none',
      'baseline after none,some',
      'candidate after none,some',
    ])
  })

  test('begin when the side that was thawed has had a moment to itself', async () => {
    await using other = await startKnownServer({ '/5': { delayMs: 5 } })
    const waits: number[] = []
    let wokenAt = 0
    const turns: TurnTaking = {
      wake: async () => {
        wokenAt = performance.now()
      },
      begin: async () => {
        waits.push(performance.now() - wokenAt)
      },
    }
    await load.run(inTurns(server, other, '/5'), turns, noProgress, NEVER)
    expect(waits).toHaveLength(4)
    // A timer may fire within the millisecond before its time.
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(49)
  })

  test('do not begin where the run is ended in that moment', async () => {
    await using other = await startKnownServer({ '/5': { delayMs: 5 } })
    const control = new AbortController()
    const begun: Side[] = []
    const turns: TurnTaking = {
      wake: async () => control.abort('interrupted'),
      begin: async (side) => void begun.push(side),
    }
    const both = await load.run(inTurns(server, other, '/5'), turns, noProgress, control.signal)
    expect(begun).toEqual([])
    expect(both[0]?.samples.ended).toEqual({ how: 'aborted', why: 'interrupted' })
  })

  test('of a side that dies end the stage; the other is not blamed', async () => {
    const dead = await startKnownServer({})
    await dead[Symbol.asyncDispose]()
    const stage = inTurns(server, dead, '/5')
    const long = {
      ...stage,
      turns: stage.turns.map((turn) => ({ ...turn, ms: turn.side === 'baseline' ? 5000 : 100 })),
    }
    const both = await load.run(long, noTurns, noProgress, NEVER)
    expect(both.map(({ side, samples }) => [side, samples.ended])).toEqual([
      ['candidate', { how: 'aborted', why: 'other-side' }],
      ['baseline', { how: 'aborted', why: 'no-answers' }],
    ])
    expect(of(both[0]?.samples, '/5').ok).toBeGreaterThan(0)
  })

  test('that cannot be begun reject the stage and leave nothing open', async () => {
    let turns = 0
    const wake = () => {
      turns++
      return turns === 1 ? Promise.resolve() : Promise.reject(new Error('cannot thaw'))
    }
    await expect(load.run(inTurns(server, server, '/5'), { ...noTurns, wake }, noProgress, NEVER)).rejects.toThrow(
      'cannot thaw',
    )
    await expect.poll(async () => (await server.counts()).open).toBe(0)
  })
})

describe('the load worker', () => {
  test('that cannot start rejects the first call and names the reason', async () => {
    await using broken = createLoad({ workerUrl: new URL('./no-such-worker.ts', import.meta.url) })
    const running = runOne(broken, job(server.endpoint, [request('/')], SHORT))
    await expect(running).rejects.toThrow(/The load worker crashed: .*no-such-worker\.ts/)
  })

  test('that crashes in the middle rejects the call under way and every later one', async () => {
    await using fragile = createLoad({ workerUrl: new URL('./test/crashing-worker.ts', import.meta.url) })
    const stage = job(server.endpoint, [request('/')], SHORT)
    await expect(runOne(fragile, stage)).rejects.toThrow('The load worker crashed: out of order')
    await expect(runOne(fragile, stage)).rejects.toThrow('The load worker crashed: out of order')
  })

  test('that is asked for the impossible says so and goes on working', async () => {
    const nowhere = job(server.endpoint, [request('/')], SHORT, { sides: [{ side: 'candidate', endpoints: [] }] })
    await expect(runOne(load, nowhere)).rejects.toThrow('needs an endpoint')
    expect(of(await runOne(load, job(server.endpoint, [request('/5')], SHORT)), '/5').ok).toBeGreaterThan(0)
  })

  test('that was closed refuses further work', async () => {
    const closed = createLoad({ workerUrl: WORKER })
    await closed[Symbol.asyncDispose]()
    await closed[Symbol.asyncDispose]()
    await expect(
      closed.probe({ endpoint: server.endpoint, requests: [], tls: null, secrets: [] }, NEVER),
    ).rejects.toThrow('was closed')
    await expect(runOne(closed, job(server.endpoint, [request('/5')], SHORT, { threads: 2 }))).rejects.toThrow(
      'was closed',
    )
  })
})

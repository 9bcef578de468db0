import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readyRounds } from '../../fixtures/results.ts'
import { generatorDoubt } from '../model/doubt/generator-doubt.ts'
import { plainText } from '../model/outside.ts'
import type { StageSamples } from '../model/samples.ts'
import type { Load, LoadProgress } from '../ports.ts'
import { runStage } from './run-stage.ts'
import { connections, job, noTurns, rate, request, runOne } from './test/job.ts'
import { type KnownServer, startKnownServer } from './test/known-server.ts'
import { LoadThread } from './thread/load-thread.ts'
import { splitJob } from './thread/split-job.ts'
import { createLoad } from './worker-load.ts'

const NEVER = new AbortController().signal

let load: Load
let quick: KnownServer
beforeAll(async () => {
  load = createLoad({ workerUrl: new URL('./worker.ts', import.meta.url) })
  quick = await startKnownServer({})
})
afterAll(async () => {
  await load[Symbol.asyncDispose]()
  await quick[Symbol.asyncDispose]()
})

/** A number of requests in two threads, one to each of two replicas: that of the first is done at once. */
function twoThreads(slow: KnownServer, count: number) {
  const shape = { load: connections(2), count }
  const sides = [{ side: 'candidate', endpoints: [quick.endpoint, slow.endpoint] }] as const
  return job(quick.endpoint, [request('/')], shape, { engine: 'undici', threads: 2, sides, windowMs: 100 })
}

test('a stage that fails is stopped also when one of its threads was done before', async () => {
  await using failing = await startKnownServer({ '/': { delayMs: 50, statusOf: [500] } })
  const stage = { ...twoThreads(failing, 200), abort: { failureShare: 0.5, forMs: 500 } }
  const [only] = await load.run(stage, noTurns, () => undefined, NEVER)
  expect(only?.samples.ended).toEqual({ how: 'aborted', why: 'failing' })
  expect(only?.samples.perRequest).toMatchObject([{ ok: 200 }])
  expect((await failing.of('/')).arrived).toBeLessThan(100)
})

test.each([
  { who: 'first', order: [0, 1] },
  { who: 'last', order: [1, 0] },
])('progress goes on when the $who thread was done before', async ({ order }) => {
  await using slow = await startKnownServer({ '/': { delayMs: 50 } })
  const stage = twoThreads(slow, 30)
  const endpoints = order.flatMap((place) => stage.sides[0]?.endpoints[place] ?? [])
  const seen: LoadProgress[] = []
  const given = { ...stage, sides: [{ side: 'candidate' as const, endpoints }] }
  await load.run(given, noTurns, (now) => seen.push(now), NEVER)
  expect(seen.length).toBeGreaterThanOrEqual(5)
})

describe('a generator that is the limit', () => {
  /** What a gate says of a stage with these samples. */
  const doubtOf = (samples: StageSamples): string | null => {
    const rounds = readyRounds([[{}]]).map((round) => ({
      ...round,
      starts: round.starts.map((start) => (start.state === 'ready' ? { ...start, stages: [samples] } : start)),
    }))
    const doubt = generatorDoubt({ evidence: rounds }, samples.stage, 'candidate')
    return doubt === null ? null : plainText(doubt.reason)
  }

  test('is not suspected where it has little to do', async () => {
    await using slow = await startKnownServer({ '/': { delayMs: 50 } })
    const shape = { load: connections(2), durationMs: 1000 }
    const stage = job(slow.endpoint, [request('/')], shape, { engine: 'undici' })
    expect(doubtOf(await runOne(load, stage))).toBeNull()
  })

  test('makes the stage doubtful when more is offered than a thread can send and judge', async () => {
    // The server hands out the same text; the generator has to read each as JSON, so that it is the one that is busy.
    const rows = Array.from({ length: 5000 }, (_, place) => ({ place }))
    await using server = await startKnownServer({ '/rows': { body: JSON.stringify({ rows }) } })
    const expected = { ...request('/rows').expect, json: [{ path: ['rows', 4999, 'place'], equals: 4999 }] }
    const shape = { load: rate(20_000, { maxInFlight: 200 }), durationMs: 1500 }
    const stage = job(server.endpoint, [request('/rows', { expect: expected })], shape, { engine: 'undici' })
    const samples = await runOne(load, stage)
    expect(doubtOf(samples)).toMatch(/load generator/)
    expect(samples.perRequest[0]?.ok).toBeGreaterThan(0)
    expect(samples.perRequest[0]?.ok).toBeLessThan(20_000)
  })

  test('makes the stage doubtful when its event loop is held up', async () => {
    const thread = new LoadThread(new URL('./test/held-up-worker.ts', import.meta.url))
    const stage = job(quick.endpoint, [request('/')], { load: connections(2), durationMs: 1000 }, { engine: 'undici' })
    const run = { id: 1, job: stage, shares: splitJob(stage), threads: [thread], turns: noTurns, signal: NEVER }
    const [only] = await runStage({ ...run, progress: () => undefined })
    await thread.end()
    if (only === undefined) throw new Error('no samples')
    expect(only.samples.generator.loopLagP99Ms).toBeGreaterThan(25)
    expect(doubtOf(only.samples)).toMatch(/^the load generator (itself was held up by|waited for)/)
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Load, LoadProgress } from '../ports.ts'
import { connections, job, request } from './test/job.ts'
import { type KnownServer, startKnownServer } from './test/known-server.ts'
import { createLoad } from './worker-load.ts'

const NEVER = new AbortController().signal
const noTurn = () => Promise.resolve()

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
  const [only] = await load.run(stage, noTurn, () => undefined, NEVER)
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
  await load.run(given, noTurn, (now) => seen.push(now), NEVER)
  expect(seen.length).toBeGreaterThanOrEqual(5)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EngineName, StageLoad } from '../../model/config.ts'
import { mergeLatencies } from '../../model/samples.ts'
import type { Endpoint, Load } from '../../ports.ts'
import { connections, job, rate, request, runOne, users } from '../test/job.ts'
import { type KnownServer, startKnownServer } from '../test/known-server.ts'
import { createLoad } from '../worker-load.ts'

let load: Load
beforeAll(() => {
  load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
})
afterAll(() => load[Symbol.asyncDispose]())

/** Three replicas; the third has two ports and fails every other request. */
async function startReplicas(): Promise<readonly KnownServer[]> {
  const good = { '/': { delayMs: 2 } }
  const bad = { '/': { delayMs: 2, statusOf: [200, 500] } }
  return await Promise.all([good, good, bad].map((behaviours) => startKnownServer(behaviours)))
}

async function stop(servers: readonly KnownServer[]): Promise<void> {
  await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
}

const CASES: readonly { engine: EngineName; load: StageLoad; threads: number; replicas: readonly number[] }[] = (
  [
    { engine: 'autocannon', load: connections(8) },
    { engine: 'undici', load: connections(8) },
    { engine: 'undici', load: users(8) },
    { engine: 'undici', load: rate(400) },
  ] as const
).flatMap((one) => [
  { ...one, threads: 1, replicas: [1, 2, 3] },
  { ...one, threads: 2, replicas: [3, 1, 2, 3] },
])

test.each(
  CASES,
)('every replica has its own: $engine, $load.model, $threads threads, endpoints of $replicas', async (given) => {
  const servers = await startReplicas()
  const endpoints = given.replicas.map((replica): Endpoint => {
    const server = servers[replica - 1]
    if (server === undefined) throw new Error('no such replica')
    return { ...server.endpoint, replica }
  })
  const sides = [{ side: 'candidate', endpoints }] as const
  const shape = { load: given.load, durationMs: 400 }
  const stage = job(endpoints[0] as Endpoint, [request('/')], shape, { ...given, sides })
  // A stage by time has a spawn phase, which is in no figure; this one by count has none.
  const samples = await runOne(
    load,
    given.load.model === 'users'
      ? { ...stage, stage: { ...stage.stage, extent: { by: 'requests', count: 20 } } }
      : stage,
  )
  const counts = await Promise.all(servers.map((server) => server.of('/')))
  await stop(servers)
  expect(samples.perReplica.map(({ replica, ok, failed }) => [replica, ok, failed])).toEqual(
    counts.map(({ statuses }, place) => [place + 1, statuses[200] ?? 0, statuses[500] ?? 0]),
  )
  const [total] = samples.perRequest
  const sum = (count: (one: (typeof samples.perReplica)[number]) => number) =>
    samples.perReplica.reduce((all, one) => all + count(one), 0)
  expect([sum(({ ok }) => ok), sum(({ failed }) => failed)]).toEqual([total?.ok, total?.unexpectedStatus])
  expect(Math.min(...samples.perReplica.map(({ ok }) => ok))).toBeGreaterThan(0)
  expect(samples.perReplica.map((one) => mergeLatencies([one]).totalCount)).toEqual(
    samples.perReplica.map(({ ok }) => ok),
  )
})

test.each(
  CASES.filter(({ load: { model }, threads }) => model !== 'rate' && threads > 1),
)('eight replicas get one each of eight that several threads drive: $engine, $load.model', async (given) => {
  await using server = await startKnownServer({})
  const endpoints = Array.from({ length: 8 }, (_, place): Endpoint => ({ ...server.endpoint, replica: place + 1 }))
  const sides = [{ side: 'candidate', endpoints }] as const
  const { engine, threads } = given
  const stage = job(server.endpoint, [request('/')], { load: given.load, count: 5 }, { engine, threads, sides })
  expect((await runOne(load, stage)).perReplica.map(({ ok }) => ok)).toEqual(Array(8).fill(5))
})

test.each([
  { claim: 'one replica, however many ports it has', replicas: [1, 1] },
  { claim: 'a proxy, behind which nobody knows who answered', replicas: [null, null] },
])('nothing is told apart of $claim', async ({ replicas }) => {
  await using server = await startKnownServer({})
  const endpoints = replicas.map((replica) => ({ ...server.endpoint, replica }))
  const sides = [{ side: 'candidate', endpoints }] as const
  const shape = { load: connections(2), durationMs: 100 }
  const samples = await runOne(load, job(server.endpoint, [request('/')], shape, { sides }))
  expect(samples.perRequest[0]?.ok).toBeGreaterThan(0)
  expect(samples.perReplica).toEqual([])
})

import { describe, expect, test } from 'vitest'
import type { StageLoad } from '../../model/config.ts'
import type { EngineJob } from '../engine.ts'
import { driveAll, engineJob } from '../test/engine-job.ts'
import { request, users } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { startOddServer } from '../test/odd-server.ts'
import { undiciEngine } from './undici.ts'

const drive = (job: EngineJob) => driveAll(undiciEngine, job)
const COMPLETE = { how: 'complete' }

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

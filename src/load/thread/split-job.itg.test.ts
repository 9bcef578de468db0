import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mergeSamples } from '../../model/samples.ts'
import type { Load } from '../../ports.ts'
import { BEHAVIOURS, CASES, counts, stageOn, steady, WORKERS } from '../test/contract.ts'
import { connections, rate, runOne, users } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { createLoad } from '../worker-load.ts'

// The contract of `engine.ts` over several threads: the same for every engine and load model.

let load: Load
beforeAll(() => {
  load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
})
afterAll(() => load[Symbol.asyncDispose]())

describe.each(CASES)('$engine drives $model so that', ({ engine, model }) => {
  test.each([
    { by: 'requests', extent: { count: 30 } },
    { by: 'duration', extent: { durationMs: 400 } },
  ])('two threads are one stage by $by', async ({ extent }) => {
    await using server = await startKnownServer(BEHAVIOURS)
    const given = { threads: 2 }
    const samples = await runOne(
      load,
      stageOn(engine, server, ['/5', '/rare'], { load: steady(model), ...extent }, given),
    )
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
      const samples = await runOne(load, stageOn(engine, server, ['/5'], shape, { sides, threads: 2, abort }))
      expect(samples.ended).toEqual({ how: 'complete' })
      expect(counts(samples).failed).toBeGreaterThan(5)
      expect(samples.windows.at(-1)?.ok).toBeGreaterThan(0)
    })

    test('both that nobody answers do', async () => {
      const dead = await startKnownServer({})
      await dead[Symbol.asyncDispose]()
      const sides = [{ side: 'candidate', endpoints: [dead.endpoint, dead.endpoint] }] as const
      const shape = { load: two, durationMs: 20_000 }
      const samples = await runOne(load, stageOn(engine, dead, ['/5'], shape, { sides, threads: 2 }))
      expect(samples.ended).toEqual({ how: 'aborted', why: 'no-answers' })
      expect(samples.windows.length).toBeLessThan(20)
    })
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RequestSpec, StageLoad } from '../../model/config.ts'
import type { Load } from '../../ports.ts'
import { type ClosingServer, startClosingServer } from '../test/closing-server.ts'
import { CASES, counts, of, steady, WORKERS } from '../test/contract.ts'
import { connections, job, rate, request, runOne, users } from '../test/job.ts'
import { createLoad } from '../worker-load.ts'

// The contract of `engine.ts` where the server closes its connections: the same for every engine and load model.

let load: Load
beforeAll(() => {
  load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
})
afterAll(() => load[Symbol.asyncDispose]())

describe.each(CASES)('$engine drives $model so that', ({ engine, model }) => {
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
})

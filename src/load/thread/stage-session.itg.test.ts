import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Side } from '../../model/config.ts'
import type { Load } from '../../ports.ts'
import { startClosingServer } from '../test/closing-server.ts'
import { CASES, counts, ms, stageOn, steady, WORKERS } from '../test/contract.ts'
import { job, noTurns, request } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { createLoad } from '../worker-load.ts'

// The contract of `engine.ts` over turns: the same for every engine and load model.

let load: Load
beforeAll(() => {
  load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
})
afterAll(() => load[Symbol.asyncDispose]())

const NEVER = new AbortController().signal

describe.each(CASES)('$engine drives $model so that', ({ engine, model }) => {
  test('turns are drained, and each side is charged with its own', async () => {
    await using fast = await startKnownServer({ '/': { delayMs: 5 } })
    await using slow = await startKnownServer({ '/': { delayMs: 60 } })
    const busy: number[] = []
    const wake = async () => {
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
    const both = await load.run(
      stageOn(engine, fast, ['/'], shape, { sides, turns }),
      { wake, begin: wake },
      () => undefined,
      NEVER,
    )
    expect(busy).toEqual(Array(16).fill(0))
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

  test.each([
    1, 2,
  ])('connections that a thawed server closes at once fail nothing, and no POST is sent twice: %d threads', async (threads) => {
    await using first = await startClosingServer({})
    await using second = await startClosingServer({})
    const servers = { candidate: first, baseline: second }
    const sides = [
      { side: 'candidate', endpoints: [first.endpoint] },
      { side: 'baseline', endpoints: [second.endpoint] },
    ] as const
    const order = ['candidate', 'baseline', 'baseline', 'candidate', 'candidate', 'baseline'] as const
    const turns = order.map((side) => ({ side, ms: 150 }))
    const shape = { load: steady(model), durationMs: 450 }
    const asked = job(first.endpoint, [request('/', { method: 'POST' })], shape, { engine, sides, turns, threads })
    const wake = async (side: Side) => servers[side].thaw(20)
    const both = await load.run(asked, { ...noTurns, wake }, () => undefined, NEVER)
    for (const { side, samples } of both) {
      const { seen } = servers[side]
      expect(counts(samples)).toMatchObject({ failed: 0, all: seen.requests })
      expect(samples.generator.resent).toBe(0)
      // Each of its three turns had connections of its own.
      expect(seen.connections).toBeGreaterThanOrEqual(3 * threads)
    }
  })
})

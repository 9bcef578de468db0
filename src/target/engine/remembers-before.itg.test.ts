import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import type { Ms } from '../../model/config.ts'
import { withFakeEngine } from '../test/fake-engine.ts'
import { docker } from '../test/kit.ts'
import { findEngine } from './engine.ts'
import { remembersBefore } from './remembers-before.ts'

test('an engine remembers what happened before now', async () => {
  const network = await docker.createNetwork({ Name: `remembered-${process.pid}` })
  await network.remove()
  const engine = await findEngine(process.env)
  expect(await remembersBefore(engine, Date.now())).toBe(true)
})

type Told = {
  /** Of its clock, ahead of ours. */
  readonly aheadMs?: Ms
  /** When each of its events was, on our clock. */
  readonly events: readonly Ms[]
  /** Whether it ends its answer. */
  readonly isEnded?: boolean
}

/** Asks an engine that has those events. */
function asked({ aheadMs = 0, events, isEnded = true }: Told, atEpochMs: Ms): Promise<boolean> {
  const tell = (eventMs: Ms) => `${JSON.stringify({ timeNano: (eventMs + aheadMs) * 1e6 })}\n`
  const engine = {
    aheadMs,
    events: (_asked: URL, response: ServerResponse) => {
      response.write(events.map(tell).join(''))
      if (isEnded) response.end()
    },
  }
  return withFakeEngine(engine, (found) => remembersBefore(found, atEpochMs))
}

describe.each([0, 3_600_000, -3_600_000])('of an engine whose clock is %i ms ahead of ours', (aheadMs) => {
  test.each<[string, Ms[], boolean]>([
    ['one event from before is enough', [-5000, 1], true],
    ['events from after alone are of an engine that was started again', [5000, 5001], false],
    ['no event at all is one too', [], false],
    ['as many from after as it keeps say nothing', Array.from({ length: 256 }, (_, n) => 5000 + n), true],
    ['one fewer says that there was nothing before', Array.from({ length: 255 }, (_, n) => 5000 + n), false],
  ])('%s', async (_claim, sinceMs, expected) => {
    const atEpochMs = Date.now()
    const events = sinceMs.map((ms) => atEpochMs + ms)
    expect(await asked({ aheadMs, events }, atEpochMs)).toBe(expected)
  })
})

test('an engine that tells nothing and does not end is silent, not started again', async () => {
  await expect(asked({ events: [], isEnded: false }, Date.now())).rejects.toThrow('GET /events within 2 s')
})

test('what it told counts where its answer does not end', async () => {
  expect(await asked({ events: [1000], isEnded: false }, Date.now())).toBe(true)
})

import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import type { Ms } from '../../model/config.ts'
import { findEngine } from '../engine/engine.ts'
import { withFakeEngine } from '../test/fake-engine.ts'
import { docker } from '../test/kit.ts'
import { awaitOutOfMemory, readDeathEvents } from './death-events.ts'

test('an engine tells when a container ended, and that nothing in it was killed for memory', async () => {
  const engine = await findEngine(process.env)
  const container = await docker.createContainer({ Image: await buildImage('knob') })
  try {
    await container.start()
    await container.kill()
    await container.wait()
    const { State } = await container.inspect()
    const { oomMs, dieMs } = await readDeathEvents(engine, container.id, 60_000)
    expect(oomMs).toBeNull()
    expect(Math.abs((dieMs ?? 0) - Date.parse(State.FinishedAt))).toBeLessThan(5000)
    expect(await awaitOutOfMemory(engine, container.id, 60_000, 50)).toBeNull()
  } finally {
    await container.remove({ force: true })
  }
})

/** What is heard from an engine that tells of a kill so long after it was asked, and ends its answer when it was asked to. */
function heardFrom(toldAfterMs: Ms, waitMs: Ms, aheadMs: Ms = 0): Promise<Ms | null> {
  const events = async (asked: URL, response: ServerResponse) => {
    const leftMs = Number(asked.searchParams.get('until')) * 1000 - (Date.now() + aheadMs)
    await sleep(Math.min(leftMs, toldAfterMs))
    if (toldAfterMs < leftMs) response.write(`${JSON.stringify({ Action: 'oom', timeNano: 7e6 })}\n`)
    await sleep(Math.max(0, leftMs - toldAfterMs))
    response.end()
  }
  return withFakeEngine({ aheadMs, events }, (engine) => awaitOutOfMemory(engine, 'f'.repeat(64), 1000, waitMs))
}

test.each([
  0, 3_600_000, -3_600_000,
])('a kill that is told late is waited for, and no longer than that, also where its clock is %i ms ahead', async (aheadMs) => {
  expect(await heardFrom(200, 1500, aheadMs)).toBe(7)
  expect(await heardFrom(1500, 200, aheadMs)).toBeNull()
})

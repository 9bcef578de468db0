import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { EngineJob } from '../engine.ts'
import { driveAll, engineJob, Notes } from '../test/engine-job.ts'
import { connections, request } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { startOddServer } from '../test/odd-server.ts'
import { undiciEngine } from './undici.ts'

const drive = (job: EngineJob) => driveAll(undiciEngine, job)
const COMPLETE = { how: 'complete' }

describe('the closed loop', () => {
  test('opens and ends connections along a ramp', async () => {
    await using server = await startOddServer({ pieces: ['a', 'b'] })
    const up = await drive(engineJob(server.endpoint, [request('/')], { load: connections(1, 9), durationMs: 600 }))
    expect(up.end).toEqual(COMPLETE)
    expect((await server.counts()).connections).toBe(9)
    const down = await drive(engineJob(server.endpoint, [request('/')], { load: connections(9, 1), durationMs: 600 }))
    expect((await server.counts()).connections).toBe(18)
    // The mean over the connections of the time that each was in use: 5 of 9 of the stage, and what its last answers took.
    expect(up.figures.seconds).toBeLessThan(0.5)
    expect(down.figures.seconds).toBeLessThan(0.5)
    expect((await server.counts()).mostOpen).toBe(9)
  })

  test('counts the time that a connection was in use, not its pause', async () => {
    await using server = await startKnownServer({})
    const driver = undiciEngine.open(
      engineJob(server.endpoint, [request('/')], { load: connections(2), durationMs: 300 }),
      new Notes(),
    )
    const signal = new AbortController().signal
    await driver.drive(150, signal)
    await sleep(300)
    await driver.drive(150, signal)
    expect(driver.figures().seconds).toBeLessThan(0.5)
    expect(driver.figures().seconds).toBeGreaterThan(0.2)
    await driver.close()
  })
})

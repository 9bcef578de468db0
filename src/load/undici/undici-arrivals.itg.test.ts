import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { AbortReason } from '../../model/samples.ts'
import type { EngineJob } from '../engine.ts'
import { driveAll, engineJob, Notes } from '../test/engine-job.ts'
import { rate, request } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { startOddServer } from '../test/odd-server.ts'
import { undiciEngine } from './undici.ts'

const drive = (job: EngineJob, signal?: AbortSignal) => driveAll(undiciEngine, job, signal)

const STILL = new Int32Array(new SharedArrayBuffer(4))
const TURN_MS = 20

describe('the open model', () => {
  test.each(['constant', 'poisson'] as const)('sends what it planned (%s)', async (arrivals) => {
    await using server = await startKnownServer({})
    const job = engineJob(server.endpoint, [request('/')], { load: rate(1000, { arrivals }), durationMs: 1000 })
    const { notes, figures } = await drive(job)
    const served = await server.of('/')
    expect(served.arrived).toBe(notes.all.length)
    expect(Math.abs(notes.all.length - 1000)).toBeLessThanOrEqual(arrivals === 'constant' ? 0 : 4 * Math.sqrt(1000))
    expect(figures).toMatchObject({ seconds: 1, waitedForRoom: 0, dropped: 0 })
  })

  test('shows the wait of those who would have come while the server stood still', async () => {
    await using server = await startOddServer({ stall: { atRequest: 50, forMs: 400 } })
    const { notes } = await drive(engineJob(server.endpoint, [request('/')], { load: rate(200), durationMs: 1000 }))
    expect(notes.ways).toEqual({ ok: 200 })
    // 80 arrivals fall into 400 ms; the wait of each is what was left of them.
    const waited = notes.latencies.filter((latency) => latency > 200).length
    expect(waited).toBeGreaterThanOrEqual(36)
    expect(notes.latencies.at(-1)).toBeGreaterThan(380)
  })

  test("has no more under way than it may, and counts what waited for room as the target's doing", async () => {
    await using server = await startOddServer({ stall: { atRequest: 20, forMs: 300 } })
    const { notes, figures } = await drive(
      engineJob(server.endpoint, [request('/')], { load: rate(200, { maxInFlight: 4 }), durationMs: 600 }),
    )
    expect(notes.ways).toEqual({ ok: 120 })
    expect((await server.counts()).mostOpen).toBeLessThanOrEqual(4)
    expect(figures.waitedForRoom).toBeGreaterThanOrEqual(50)
    // Their latency runs from the planned time all the same.
    expect(notes.latencies.filter((latency) => latency > 150).length).toBeGreaterThanOrEqual(25)
    expect(figures.lateP99Ms).toBeLessThan(150)
  })

  test.each([
    { extent: { durationMs: 400 } },
    { extent: { count: 80 } },
  ])('has a rate over the time in which its requests could be sent: $extent', async ({ extent }) => {
    await using server = await startKnownServer({ '/': { delayMs: 50 } })
    const load = rate(200, { maxInFlight: 4 })
    const { notes, figures } = await drive(engineJob(server.endpoint, [request('/')], { load, ...extent }))
    expect(notes.ways).toEqual({ ok: 80 })
    // 4 at a time for 50 ms each: the last 4 of the 80 are sent after 950 ms, and not within the 400 ms of the plan.
    expect(figures.seconds).toBeGreaterThan(0.9)
    expect(figures.waitedForRoom).toBeGreaterThanOrEqual(60)
  })

  test('has a rate over the planned time where what waited for room was never sent', async () => {
    await using server = await startKnownServer({ '/never': { neverAnswers: true } })
    // The one holds all the room for longer than the stage and the others' patience last.
    const requests = [request('/never', { timeoutMs: 600 }), request('/', { weight: 19, timeoutMs: 50 })]
    const load = rate(100, { maxInFlight: 1 })
    const { notes, figures } = await drive(engineJob(server.endpoint, requests, { load, count: 20 }))
    const unsent = 20 - (await server.of('/')).arrived - 1
    expect(unsent).toBeGreaterThan(3)
    expect(notes.ways['timed-out']).toBe(unsent + 1)
    expect(figures.waitedForRoom).toBeGreaterThanOrEqual(unsent)
    expect(figures.seconds).toBe(0.2)
  })

  test('says of a kept connection how late its requests were written, not when they were handed over', async () => {
    await using server = await startOddServer()
    const driving = drive(engineJob(server.endpoint, [request('/')], { load: rate(40), durationMs: 1500 }))
    // Every turn of this thread's loop takes as long: what is written one turn later leaves so much later.
    const block = () => {
      Atomics.wait(STILL, 0, 0, TURN_MS)
      turn = setImmediate(block)
    }
    let turn = setImmediate(block)
    const { notes, figures } = await driving
    clearImmediate(turn)
    const planned = notes.all.map(({ fromMs }) => performance.timeOrigin + fromMs).toSorted((a, b) => a - b)
    const arrived = (await server.counts()).arrivedAtMs
    expect(arrived.length).toBe(planned.length)
    const late = arrived.map((atMs, place) => atMs - (planned[place] ?? 0)).toSorted((a, b) => a - b)
    // Of the few that opened a connection only what was our own fault counts.
    expect(figures.lateP99Ms).toBeGreaterThanOrEqual((late[Math.floor(late.length * 0.75)] ?? 0) - 2)
  })

  test('drops what was never sent when it is aborted', async () => {
    await using server = await startKnownServer({})
    const stop = new AbortController()
    setTimeout(() => stop.abort('time-limit' satisfies AbortReason), 200)
    const { notes, figures } = await drive(
      engineJob(server.endpoint, [request('/')], { load: rate(100), count: 500 }),
      stop.signal,
    )
    const { arrived } = await server.of('/')
    const sent = 500 - figures.dropped
    // What was on its way when its connection was cut may not have come.
    expect(arrived).toBeGreaterThanOrEqual(sent - 1)
    expect(arrived).toBeLessThanOrEqual(sent)
    expect(sent - notes.all.length).toBeLessThanOrEqual(1)
    expect(figures.dropped).toBeGreaterThan(400)
  })

  test('plans the same requests in one stretch and in two', async () => {
    await using server = await startOddServer()
    const job = engineJob(server.endpoint, [request('/')], {
      load: rate(300, { arrivals: 'poisson' }),
      durationMs: 800,
    })
    const whole = await drive(job)
    const notes = new Notes()
    const driver = undiciEngine.open(job, notes)
    const signal = new AbortController().signal
    await driver.drive(400, signal)
    await sleep(150)
    await driver.drive(null, signal)
    expect(driver.figures().seconds).toBe(0.8)
    await driver.close()
    expect(notes.all.length).toBe(whole.notes.all.length)
  })
})

import { afterEach, expect, test } from 'vitest'
import type { LoadJob } from '../../ports.ts'
import { runStage } from '../run-stage.ts'
import { connections, job, noTurns, request } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { LoadThread } from './load-thread.ts'
import { splitJob } from './split-job.ts'

const WORKER = new URL('../worker.ts', import.meta.url)
const STUCK = new URL('../test/stuck-worker.ts', import.meta.url)
const STUCK_AT_CLOSE = new URL('../test/stuck-at-close-worker.ts', import.meta.url)
const LONG = { load: connections(2), durationMs: 20_000 }
const NEVER = new AbortController().signal

const CLOSING = { afterAbort: 1000, silent: 4 }

const noProgress = (): void => undefined

const threads: LoadThread[] = []
afterEach(async () => {
  await Promise.all(threads.splice(0).map((thread) => thread.end()))
})

function start(workerUrl: URL, patience: { afterAbort: number; silent: number }): LoadThread {
  const thread = new LoadThread(workerUrl, patience)
  threads.push(thread)
  return thread
}

async function run(job: LoadJob, threads: readonly LoadThread[], progress = noProgress, signal = NEVER) {
  const [only] = await runStage({ id: 1, job, shares: splitJob(job), threads, turns: noTurns, progress, signal })
  if (only === undefined) throw new Error('no samples')
  return only.samples
}

test.each([
  { when: 'that does not answer an abort', patience: { afterAbort: 1, silent: 1000 }, reason: 'time-limit' },
  { when: 'that says nothing any more', patience: { afterAbort: 1000, silent: 2 }, reason: null },
])('a thread $when is replaced, and its stage is aborted', async ({ patience, reason }) => {
  await using server = await startKnownServer({})
  const thread = start(STUCK, patience)
  const control = new AbortController()
  const abort = () => {
    if (reason !== null) control.abort(reason)
  }
  const samples = await run(job(server.endpoint, [request('/')], LONG), [thread], abort, control.signal)
  expect(samples.ended).toEqual({ how: 'aborted', why: reason ?? 'generator-stuck' })
  expect(samples).toMatchObject({ generator: { cpuShare: 1 }, perRequest: [{ ok: 0, connectionErrors: 0 }] })
  // The new one works.
  const asked = { endpoint: server.endpoint, requests: [request('/')], tls: null, secrets: [] }
  expect((await thread.ask('probes', { type: 'probe', job: asked })).probes).toMatchObject([{ ok: true }])
})

test('a thread that gets stuck when it is to close ends the stage too, and is replaced', async () => {
  await using server = await startKnownServer({ '/5': { delayMs: 5 } })
  const both = [start(WORKER, CLOSING), start(STUCK_AT_CLOSE, CLOSING)]
  const shape = { load: connections(2), durationMs: 300 }
  const samples = await run(job(server.endpoint, [request('/5')], shape, { threads: 2 }), both)
  expect(samples.ended).toEqual({ how: 'aborted', why: 'generator-stuck' })
  expect(samples.generator.cpuShare).toBe(1)
  // What the other one has is kept.
  expect(samples.perRequest[0]?.ok).toBeGreaterThan(10)
  await expect.poll(async () => (await server.counts()).open).toBe(0)
})

test('what the other threads have is kept', async () => {
  await using server = await startKnownServer({ '/5': { delayMs: 5 } })
  const patience = { afterAbort: 1000, silent: 2 }
  const both = [start(WORKER, patience), start(STUCK, patience)]
  const samples = await run(job(server.endpoint, [request('/5')], LONG, { threads: 2 }), both)
  expect(samples.ended).toEqual({ how: 'aborted', why: 'generator-stuck' })
  expect(samples.perRequest[0]?.ok).toBeGreaterThan(100)
  // The one answer that was on its way when the stage was ended may have been dropped.
  const missing = (await server.of('/5')).answered - (samples.perRequest[0]?.ok ?? 0)
  expect([0, 1]).toContain(missing)
  await expect.poll(async () => (await server.counts()).open).toBe(0)
})

test('a thread that drives longer than its patience, and tells so, is left alone', async () => {
  await using server = await startKnownServer({ '/never': { neverAnswers: true } })
  const thread = start(WORKER, { afterAbort: 1, silent: 2 })
  const requests = [request('/never', { timeoutMs: 3500 })]
  const samples = await run(job(server.endpoint, requests, { load: connections(1), durationMs: 100 }), [thread])
  expect(samples).toMatchObject({ ended: { how: 'complete' }, perRequest: [{ timeouts: 1 }] })
})

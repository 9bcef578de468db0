import { describe, expect, test } from 'vitest'
import { mergeLatencies, mergeSamples, percentile } from '../../model/samples.ts'
import type { Outcome } from '../engine.ts'
import { request } from '../test/job.ts'
import { StageRecorder } from './stage-recorder.ts'

test('sorts outcomes by request and kind', () => {
  const recorder = new StageRecorder([request('/a'), request('/b', { timeoutMs: 70 })], 100)
  recorder.done(0, 0, { how: 'ok', status: 200, atMs: 5 })
  recorder.done(0, 5, { how: 'ok', status: 204, atMs: 15 })
  recorder.done(1, 0, { how: 'answered-wrong', what: 'status', status: 500, atMs: 20, example: 'no model' })
  recorder.done(1, 0, { how: 'answered-wrong', what: 'expectation', status: 200, atMs: 30, example: '{}' })
  recorder.done(1, 20, { how: 'timed-out', atMs: 90 })
  recorder.done(1, 90, { how: 'broke-off', kind: 'reset', example: 'read ECONNRESET', atMs: 95 })
  recorder.done(1, 95, { how: 'broke-off', kind: 'refused', example: 'connect ECONNREFUSED', atMs: 96 })
  const [a, b] = recorder.samples()
  expect(a).toMatchObject({ request: '/a', ok: 2, unexpectedStatus: 0, failures: [] })
  expect(a?.statuses).toEqual({ 200: 1, 204: 1 })
  expect(b).toMatchObject({
    request: '/b',
    ok: 0,
    unexpectedStatus: 1,
    failedExpectation: 1,
    timeouts: 1,
    connectionErrors: 2,
    statuses: { 200: 1, 500: 1 },
    timeoutMs: 70,
  })
  expect(b?.failures).toEqual([
    { kind: 'status', status: 500, count: 1, firstMs: 20, lastMs: 20, example: { outside: 'no model' } },
    { kind: 'expectation', status: 200, count: 1, firstMs: 30, lastMs: 30, example: { outside: '{}' } },
    { kind: 'timeout', status: null, count: 1, firstMs: 90, lastMs: 90, example: null },
    { kind: 'reset', status: null, count: 1, firstMs: 95, lastMs: 95, example: { outside: 'read ECONNRESET' } },
    { kind: 'refused', status: null, count: 1, firstMs: 96, lastMs: 96, example: { outside: 'connect ECONNREFUSED' } },
  ])
})

test('keeps latencies in microseconds and only those of ok answers', () => {
  const recorder = new StageRecorder([request('/')], 100)
  recorder.done(0, 1, { how: 'ok', status: 200, atMs: 1.25 })
  recorder.done(0, 0, { how: 'answered-wrong', what: 'status', status: 500, atMs: 90, example: null })
  const merged = mergeSamples(recorder.samples())
  expect(merged.histogram.totalCount).toBe(1)
  expect(percentile(merged, 50)).toEqual({ state: 'value', ms: 0.25 })
})

test('takes a latency of nothing or of hours for the ends of its scale', () => {
  const recorder = new StageRecorder([request('/')], 100)
  recorder.done(0, 5, { how: 'ok', status: 200, atMs: 5 })
  recorder.done(0, 0, { how: 'ok', status: 200, atMs: 3_600_000 })
  const { histogram } = mergeSamples(recorder.samples())
  expect([histogram.minNonZeroValue, histogram.totalCount]).toEqual([1, 2])
})

test('has the turns of a side follow each other without a gap', () => {
  const recorder = new StageRecorder([request('/')], 100)
  recorder.resume(1000, 0)
  recorder.done(0, 1009, { how: 'ok', status: 200, atMs: 1010 })
  recorder.done(0, 1009, { how: 'timed-out', atMs: 1210 })
  recorder.resume(9000, 220)
  recorder.done(0, 9000, { how: 'ok', status: 200, atMs: 9002 })
  recorder.done(0, 9000, { how: 'timed-out', atMs: 9100 })
  const { upToMs, pieces } = recorder.gather(9130)
  expect(upToMs).toBe(350)
  expect(pieces.map(({ window, micros, failed }) => [window, [...micros], failed])).toEqual([
    [0, [1000], 0],
    [2, [2000], 1],
    [3, [], 1],
  ])
  expect(recorder.samples()[0]?.failures).toMatchObject([{ kind: 'timeout', firstMs: 210, lastMs: 320 }])
})

test('counts the spawn phase apart from everything else', () => {
  const recorder = new StageRecorder([request('/')], 100)
  recorder.spawning = true
  recorder.done(0, 0, { how: 'ok', status: 200, atMs: 10 })
  recorder.done(0, 0, { how: 'timed-out', atMs: 20 })
  recorder.done(0, 20, { how: 'answered-wrong', what: 'status', status: 503, atMs: 25, example: 'loading' })
  recorder.spawning = false
  recorder.done(0, 20, { how: 'ok', status: 200, atMs: 30 })
  const spawned = recorder.spawned()
  expect(spawned).toMatchObject([
    {
      ok: 1,
      unexpectedStatus: 1,
      timeouts: 1,
      statuses: { 200: 1, 503: 1 },
      failures: [
        { kind: 'timeout', count: 1, firstMs: 20 },
        { kind: 'status', status: 503, count: 1, firstMs: 25, example: { outside: 'loading' } },
      ],
    },
  ])
  expect(mergeSamples(spawned).histogram.totalCount).toBe(1)
  expect(mergeSamples(recorder.samples()).histogram.totalCount).toBe(1)
  expect(recorder.samples()).toMatchObject([{ ok: 1, timeouts: 0, statuses: { 200: 1 }, failures: [] }])
  expect(recorder.gather(40).pieces).toMatchObject([{ failed: 0, spawnOk: 1, spawnFailed: 2 }])
})

describe('a connection that our own machine had no room for', () => {
  const ownLimit: Outcome = { how: 'broke-off', kind: 'own-limit', example: 'connect EMFILE', atMs: 5 }

  test('is told and never counted, in whichever phase', () => {
    const recorder = new StageRecorder([request('/')], 100)
    recorder.spawning = true
    recorder.done(0, 0, ownLimit)
    recorder.spawning = false
    recorder.done(0, 0, ownLimit)
    expect(recorder.samples()).toMatchObject([{ connectionErrors: 0, failures: [{ kind: 'own-limit', count: 2 }] }])
    expect(recorder.spawned()).toEqual([])
    expect(recorder.gather(10)).toMatchObject({ pieces: [], reach: 'own-limits' })
  })

  test('does not hide that others reach the target', () => {
    const recorder = new StageRecorder([request('/')], 100)
    expect(recorder.gather(1).reach).toBe('untried')
    recorder.done(0, 0, { how: 'timed-out', atMs: 3 })
    recorder.done(0, 0, ownLimit)
    expect(recorder.gather(10).reach).toBe('target')
  })
})

describe('a dead target', () => {
  const error: Outcome = { how: 'broke-off', kind: 'refused', example: '', atMs: 5 }

  test('stops a thread that is alone at once', () => {
    const recorder = new StageRecorder([request('/')], 100)
    expect([recorder.unanswered(false), recorder.unanswered(true)]).toEqual([false, true])
  })

  test('is told by one of several, until something answers again', () => {
    const recorder = new StageRecorder([request('/')], 100, { alone: false })
    const tells = () => recorder.gather(10).unanswered
    recorder.done(0, 0, error)
    expect([recorder.unanswered(true), tells()]).toEqual([false, true])
    recorder.done(0, 0, error)
    expect(tells()).toBe(true)
    recorder.done(0, 0, { how: 'timed-out', atMs: 8 })
    expect(tells()).toBe(false)
    recorder.unanswered(true)
    recorder.unanswered(false)
    expect(tells()).toBe(false)
    recorder.unanswered(true)
    recorder.resume(20, 10)
    expect(tells()).toBe(false)
  })
})

describe('replicas', () => {
  const endpoints = (...replicas: (number | null)[]) =>
    replicas.map((replica, place) => ({ host: '127.0.0.1', port: 1000 + place, replica }))

  test('are told apart by the endpoint; several endpoints may lead to one', () => {
    const recorder = new StageRecorder([request('/')], 100, { endpoints: endpoints(2, 1, 2) })
    recorder.spawning = true
    recorder.done(0, 0, { how: 'ok', status: 200, atMs: 9 }, 1)
    recorder.spawning = false
    recorder.done(0, 0, { how: 'ok', status: 200, atMs: 1 }, 0)
    recorder.done(0, 0, { how: 'ok', status: 200, atMs: 3 }, 2)
    recorder.done(0, 0, { how: 'timed-out', atMs: 4 }, 1)
    recorder.done(0, 0, { how: 'broke-off', kind: 'own-limit', example: '', atMs: 5 }, 1)
    const found = recorder.perReplica()
    expect(found).toMatchObject([
      { replica: 1, ok: 0, failed: 1 },
      { replica: 2, ok: 2, failed: 0 },
    ])
    const second = mergeLatencies(found.slice(1))
    expect([second.totalCount, second.minNonZeroValue]).toEqual([2, 1000])
  })

  test.each([
    { claim: 'there is one', given: endpoints(1, 1) },
    { claim: 'a proxy hides them', given: endpoints(null, null) },
    { claim: 'nobody said', given: [] },
  ])('are not told apart where $claim', ({ given }) => {
    const recorder = new StageRecorder([request('/')], 100, { endpoints: given })
    recorder.done(0, 0, { how: 'ok', status: 200, atMs: 1 })
    expect(recorder.perReplica()).toEqual([])
  })

  test('an endpoint that the stage does not have is an error of ours', () => {
    const recorder = new StageRecorder([request('/')], 100, { endpoints: endpoints(1, 2) })
    expect(() => recorder.done(0, 0, { how: 'timed-out', atMs: 0 }, 2)).toThrow('There is no endpoint 2')
  })
})

test('an outcome of a request that the stage does not have is an error of ours', () => {
  const recorder = new StageRecorder([request('/')], 100)
  expect(() => recorder.done(1, 0, { how: 'timed-out', atMs: 0 })).toThrow('There is no request 1; the stage has 1.')
})

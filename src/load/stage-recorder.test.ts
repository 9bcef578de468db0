import { expect, test } from 'vitest'
import { mergeSamples, percentile } from '../model/samples.ts'
import { StageRecorder } from './stage-recorder.ts'
import { request } from './test/job.ts'

test('sorts outcomes by request and kind', () => {
  const recorder = new StageRecorder([request('/a'), request('/b', { timeoutMs: 70 })], 0, 100)
  recorder.answered(0, 200, 0, 5)
  recorder.answered(0, 204, 5, 15)
  recorder.answered(1, 500, 0, 20)
  recorder.timedOut(1, 90)
  recorder.brokeOff(1, 'read ECONNRESET', 95)
  recorder.brokeOff(1, 'connect ECONNREFUSED', 96)
  const [a, b] = recorder.samples()
  expect(a).toMatchObject({
    request: '/a',
    ok: 2,
    unexpectedStatus: 0,
    timeouts: 0,
    connectionErrors: 0,
    example: null,
  })
  expect(a?.statuses).toEqual({ 200: 1, 204: 1 })
  expect(b).toMatchObject({
    request: '/b',
    ok: 0,
    unexpectedStatus: 1,
    timeouts: 1,
    connectionErrors: 2,
    timeoutMs: 70,
  })
  expect(b?.example).toEqual({ outside: 'read ECONNRESET' })
  expect(recorder.okSoFar).toBe(2)
  expect(recorder.failedSoFar).toBe(4)
})

test('keeps latencies in microseconds and only those of ok answers', () => {
  const recorder = new StageRecorder([request('/')], 0, 100)
  recorder.answered(0, 200, 1, 1.25)
  recorder.answered(0, 500, 0, 90)
  const merged = mergeSamples(recorder.samples())
  expect(merged.histogram.totalCount).toBe(1)
  expect(percentile(merged, 50)).toEqual({ state: 'value', ms: 0.25 })
})

test('takes a latency of nothing or of hours for the ends of its scale', () => {
  const recorder = new StageRecorder([request('/')], 0, 100)
  recorder.answered(0, 200, 5, 5)
  recorder.answered(0, 200, 0, 3_600_000)
  const { histogram } = mergeSamples(recorder.samples())
  expect([histogram.minNonZeroValue, histogram.totalCount]).toEqual([1, 2])
})

test('tells the curve window by window, empty ones too', () => {
  const recorder = new StageRecorder([request('/')], 1000, 100)
  recorder.answered(0, 200, 1009, 1010)
  recorder.answered(0, 200, 1018, 1020)
  recorder.timedOut(0, 1099)
  recorder.answered(0, 200, 1249.5, 1250)
  expect(recorder.windows(1250)).toEqual([
    { fromMs: 0, ok: 2, failed: 1, p50Micros: 1000, p95Micros: 2000 },
    { fromMs: 100, ok: 0, failed: 0, p50Micros: null, p95Micros: null },
    { fromMs: 200, ok: 1, failed: 0, p50Micros: 500, p95Micros: 500 },
  ])
})

test('an outcome of a request that the stage does not have is an error of ours', () => {
  expect(() => new StageRecorder([request('/')], 0, 100).timedOut(1, 0)).toThrow(
    'There is no request 1; the stage has 1.',
  )
})

import { describe, expect, test } from 'vitest'
import { mergeLatencies, mergeSamples, percentile } from '../../model/samples.ts'
import type { DriverFigures } from '../engine.ts'
import { StageRecorder } from '../record/stage-recorder.ts'
import { request } from '../test/job.ts'
import { mergeParts } from './merge-parts.ts'
import type { ThreadPart } from './messages.ts'

const FIGURES: DriverFigures = {
  seconds: 10,
  lateP99Ms: 0,
  waitedForRoom: 0,
  dropped: 0,
  resent: 0,
  spawnSeconds: null,
}

function part(latencies: readonly number[], figures: Partial<DriverFigures> = {}, cpuShare = 0.1): ThreadPart {
  const recorder = new StageRecorder([request('/a'), request('/b')], 250)
  for (const ms of latencies) recorder.done(0, 0, { how: 'ok', status: 200, atMs: ms })
  recorder.done(1, 0, { how: 'timed-out', atMs: latencies.length })
  const spawner = new StageRecorder([request('/a'), request('/b')], 250)
  spawner.spawning = true
  for (const ms of latencies) spawner.done(0, 0, { how: 'ok', status: 200, atMs: ms })
  spawner.done(1, 0, { how: 'timed-out', atMs: 5 })
  const meter = { cpuShare, runDelayShare: cpuShare / 10, loopLagP99Ms: 10 * cpuShare }
  const perReplica = recorder.perReplica()
  return {
    perRequest: recorder.samples(),
    perReplica,
    figures: { ...FIGURES, ...figures },
    meter,
    spawned: spawner.spawned(),
  }
}

/** Of endpoints that lead to these replicas: each answers with all the latencies, and fails once. */
function replicaPart(replicas: readonly number[], latencies: readonly number[]): ThreadPart {
  const endpoints = replicas.map((replica) => ({ host: '127.0.0.1', port: 1, replica }))
  const recorder = new StageRecorder([request('/a')], 250, { endpoints })
  for (const ms of latencies) {
    for (const place of replicas.keys()) recorder.done(0, 0, { how: 'ok', status: 200, atMs: ms }, place)
  }
  for (const place of replicas.keys()) recorder.done(0, 0, { how: 'timed-out', atMs: 1 }, place)
  return { ...part([]), perReplica: recorder.perReplica() }
}

test('merges histograms and adds counts, request by request', () => {
  const { perRequest } = mergeParts([part([1, 1, 1]), part([9, 9])], [1, 1])
  expect(perRequest).toMatchObject([
    { request: '/a', ok: 5, timeouts: 0, statuses: { 200: 5 }, failures: [] },
    { request: '/b', ok: 0, timeouts: 2, failures: [{ kind: 'timeout', count: 2, firstMs: 2, lastMs: 3 }] },
  ])
  const merged = mergeSamples(perRequest.slice(0, 1))
  expect([50, 95].map((percent) => percentile(merged, percent))).toEqual([
    { state: 'value', ms: 1 },
    { state: 'value', ms: 9.007 },
  ])
})

test('puts the replicas of all threads together, in order', () => {
  const [first, second] = [replicaPart([3, 1], [5]), replicaPart([2, 3], [7, 9])]
  const { perReplica } = mergeParts([first, { ...part([]), perReplica: [] }, second], [1, 1, 1])
  expect(perReplica.map(({ replica, ok, failed }) => [replica, ok, failed])).toEqual([
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 2],
  ])
  expect(percentile({ histogram: mergeLatencies(perReplica.slice(2)), timeouts: 0, timeoutMs: 0 }, 100)).toMatchObject({
    ms: 9.007,
  })
})

test('weighs the time of a thread by its connections, and leaves out one that never began', () => {
  const parts = [part([], { seconds: 10 }), part([], { seconds: 13 }), part([], { seconds: 0 })]
  expect(mergeParts(parts, [2, 1, 1]).seconds).toBe(11)
  expect(mergeParts([part([], { seconds: 0 })], [1]).seconds).toBe(0)
})

test('lets the worst thread speak for the generator, and adds what was waited for, dropped and sent again', () => {
  const parts = [
    part([], { lateP99Ms: 3, waitedForRoom: 1, dropped: 2, resent: 1 }, 0.5),
    part([], { lateP99Ms: 1, dropped: 5, resent: 3 }, 0.2),
  ]
  expect(mergeParts(parts, [1, 1]).generator).toEqual({
    threads: 2,
    cpuShare: 0.5,
    runDelayShare: 0.05,
    loopLagP99Ms: 5,
    lateP99Ms: 3,
    waitedForRoom: 1,
    dropped: 7,
    resent: 4,
  })
})

describe('the spawn phase', () => {
  test('is as long as the longest, and has the requests of all threads, where there was one', () => {
    expect(mergeParts([part([]), part([])], [1, 1]).spawn).toBeNull()
    const parts = [part([1, 1, 1], { spawnSeconds: 2 }), part([9, 9], { spawnSeconds: 3 })]
    const { spawn } = mergeParts(parts, [1, 1])
    expect(spawn).toMatchObject({ seconds: 3, ok: 5, failed: 2 })
    expect(spawn?.perRequest).toMatchObject([
      { request: '/a', ok: 5, failures: [] },
      { request: '/b', ok: 0, timeouts: 2, failures: [{ kind: 'timeout', count: 2 }] },
    ])
    expect(percentile(mergeSamples(spawn?.perRequest ?? []), 50)).toMatchObject({ ms: 9.007 })
  })

  test('has nothing of a thread that sent nothing in it', () => {
    const silent = { ...part([], { spawnSeconds: 1 }), spawned: [] }
    expect(mergeParts([silent, part([2], { spawnSeconds: 2 })], [1, 1]).spawn).toMatchObject({ seconds: 2, ok: 1 })
    expect(mergeParts([silent, silent], [1, 1]).spawn).toEqual({ seconds: 1, ok: 0, failed: 0, perRequest: [] })
  })
})

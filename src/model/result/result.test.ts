import { expect, it } from 'vitest'
import {
  connectionsStage,
  makeResult,
  outOfMemory,
  readyRounds,
  replicaSamples,
  storedBaseline,
  thresholds,
  withStarts,
} from '../../../fixtures/results.ts'
import { appliedLimits, containerFigures, targetFigures } from '../../../fixtures/specs.ts'
import { METRIC_IDS, METRICS } from '../metrics/metrics.ts'
import { decodeResult, encodeResult, type Result } from './result.ts'

/** A result in which every part that can be there is there. */
function fullResult(): Result {
  const point = {
    atMs: 200,
    cpu: 0.5,
    throttledShare: 0.2,
    workingSetBytes: 1e8,
    cacheBytes: 1e6,
    oomKills: 1,
    restarts: 0,
  }
  const watched = containerFigures({ oomKills: 1, restarts: 2, series: [point] })
  const blind = containerFigures({
    source: 'engine',
    throttling: null,
    memory: { peakBytes: null, mostWorkingSetBytes: 1e8, cacheBytes: 0 },
    network: null,
    blockIo: null,
    mostPids: null,
  })
  const host = { dependencies: 0.3, proxies: 0.1, busiest: { name: { outside: 'db-1' }, cores: 0.2 } }
  const figures = targetFigures({
    replicas: [watched, blind],
    balancer: containerFigures(),
    host: { cores: 4, busy: 1.2, stolen: 0, ours: 0.4, others: 0.2, ...host },
  })
  const perReplica = [replicaSamples(1, 600), replicaSamples(2, 400)]
  const rounds = readyRounds([
    [
      {
        figures,
        perReplica,
        unexpectedStatus: 3,
        spawn: { seconds: 2.5, ok: 40, timeouts: 2 },
        ended: { how: 'aborted', why: 'target-gone' },
      },
    ],
    [{ figures: targetFigures({ replicas: [], host: null }) }],
  ])
  const base = makeResult({ evidence: rounds })
  return {
    ...base,
    generatorCores: [0, 3],
    plan: {
      ...base.plan,
      cpuset: [1, 2],
      replicas: 2,
      balancer: { image: 'nginx:1', cpus: 0.5, cpuset: [3], memoryBytes: 2 ** 27 },
      stages: [connectionsStage('steady')],
    },
    evidence: withStarts(rounds, {
      limits: {
        cpus: 1,
        cpuset: [1, 2],
        sharedCores: null,
        memoryBytes: 2 ** 29,
        memorySwapBytes: 2 ** 29,
        pids: null,
        nofile: null,
        shmBytes: 0,
      },
      balancerLimits: { ...appliedLimits, cpuset: [3] },
      ending: { ...outOfMemory, who: { kind: 'replica', number: 2, of: 2 } },
      logs: [
        { who: { kind: 'replica', number: 1, of: 2 }, lastLines: [{ outside: '::error::no such model' }] },
        { who: { kind: 'balancer' }, lastLines: [] },
      ],
    }),
    asked: { ...base.asked, thresholds: thresholds(...METRIC_IDS.map((id) => METRICS[id].example)) },
    lookup: {
      state: 'found',
      where: { outside: 'b.json' },
      baseline: storedBaseline([{ rps: [100], p95: [50] }]),
    },
  }
}

it('reads a result back from its file as it was written', () => {
  const result = fullResult()
  expect(decodeResult(encodeResult(result, { outcome: 'pass' }))).toEqual(result)
})

it('reads a result that was written before logs of living containers were kept', () => {
  const { evidence } = makeResult()
  const text = encodeResult(makeResult(), {})
  const older = text.replaceAll(',"logs":[]', '')
  expect(older).not.toBe(text)
  expect(decodeResult(older).evidence).toEqual(evidence)
})

it('reads a result of before the balancer’s limits and the neighbours on the machine were kept', () => {
  const text = encodeResult(fullResult(), {})
  const old = JSON.parse(text, (key, value) =>
    ['balancerLimits', 'dependencies', 'proxies', 'busiest'].includes(key) ? undefined : value,
  )
  delete old.plan.balancer.cpuset
  const { plan, evidence } = decodeResult(JSON.stringify(old))
  expect(plan.balancer).toEqual({ ...fullResult().plan.balancer, cpuset: null })
  const [start] = evidence[0]?.starts ?? []
  expect(start).toMatchObject({ balancerLimits: null })
  const [figures] = start?.state === 'ready' ? start.figures : []
  expect(figures?.host).toMatchObject({ dependencies: 0, proxies: 0, others: 0.2, busiest: null })
})

it('reads a result of before it was kept how long stages took and what failed while users were being spawned', () => {
  const old = JSON.parse(encodeResult(fullResult(), {}), (key, value) => {
    if (key === 'tookMs') return undefined
    return key === 'spawn' && value !== null ? { ...value, perRequest: undefined } : value
  })
  const [start] = decodeResult(JSON.stringify(old)).evidence[0]?.starts ?? []
  const [stage] = start?.state === 'ready' ? start.stages : []
  expect(stage).toMatchObject({ tookMs: null, spawn: { seconds: 2.5, ok: 40, failed: 2, perRequest: [] } })
})

it.each<[string, (text: string) => string]>([
  ['a newer format', (text) => text.replace('"schema":1', '"schema":2')],
  ['figures that are no numbers', (text) => text.replace('"cpuSeconds":6', '"cpuSeconds":"6"')],
  ['an unknown metric', (text) => text.replace('"metric":"oom-kills"', '"metric":"luck"')],
])('refuses %s', (_, spoil) => {
  const text = encodeResult(fullResult(), {})
  const spoilt = spoil(text)
  expect(spoilt).not.toBe(text)
  expect(() => decodeResult(spoilt)).toThrow()
})

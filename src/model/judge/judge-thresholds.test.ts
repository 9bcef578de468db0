import { describe, expect, it } from 'vitest'
import { makeResult, outOfMemory, readyRounds, thresholds, withStarts } from '../../../fixtures/results.ts'
import { containerFigures, targetFigures } from '../../../fixtures/specs.ts'
import type { Round } from '../evidence.ts'
import { metricValues } from '../metrics/metric-values.ts'
import { METRICS, printValue } from '../metrics/metrics.ts'
import { plainText } from '../outside.ts'
import type { ContainerFigures } from '../target-figures.ts'
import { judgeThresholds } from './judge-thresholds.ts'

const MIB = 1024 ** 2

/** A round for each list of containers: 1000 answers in 10 seconds. */
const rounds = (...containers: readonly (readonly Partial<ContainerFigures>[])[]): readonly Round[] =>
  readyRounds(
    containers.map((replicas) => [
      { ok: 1000, figures: targetFigures({ replicas: replicas.map((one) => containerFigures(one)) }) },
    ]),
  )

const peak = (mib: number | null): Partial<ContainerFigures> => ({
  memory: { peakBytes: mib === null ? null : mib * MIB, mostWorkingSetBytes: MIB, cacheBytes: 0 },
})
const stopped = (throttledPeriods: number): Partial<ContainerFigures> => ({
  throttling: { periods: 100, throttledPeriods, throttledSeconds: 0 },
})

function judged(evidence: readonly Round[], threshold: string): string {
  const [check] = judgeThresholds(makeResult({ evidence, asked: { thresholds: thresholds(threshold) } }))
  if (check?.candidate == null || check.metric === null) throw new Error('a threshold gives a check with a value')
  return `${check.stage ?? '-'} ${check.state} ${printValue(METRICS[check.metric], check.candidate)} (${plainText(check.reason)})`
}

describe('figures of the containers', () => {
  it.each<[string, readonly Round[], string]>([
    ['memory-peak < 400MiB', rounds([peak(320)]), 'steady pass 320 MiB (judged by its value alone: one round)'],
    [
      'memory-peak < 400MiB',
      rounds([peak(320), peak(410)]),
      'steady fail 410 MiB (judged by its value alone: one round)',
    ],
    [
      'memory-peak < 400MiB',
      rounds([peak(320)], [peak(321)], [peak(322)]),
      'steady pass 322 MiB (3 rounds: 319 MiB to 323 MiB)',
    ],
    [
      'memory-peak < 400MiB',
      rounds([peak(320)], [peak(500)], [peak(322)]),
      'steady cannot-tell 500 MiB (cannot tell: 3 rounds: 242 MiB to 573 MiB)',
    ],
    ['cpu-per-request < 10ms', rounds([{ cpuSeconds: 6 }]), 'steady pass 6 ms (judged by its value alone: one round)'],
    [
      'cpu-per-request < 10ms',
      rounds([{ cpuSeconds: 6 }, { cpuSeconds: 5 }]),
      'steady fail 11 ms (judged by its value alone: one round)',
    ],
    [
      'throttled < 20%',
      rounds([stopped(30), { throttling: { periods: 900, throttledPeriods: 20, throttledSeconds: 0 } }]),
      'steady pass 5% (judged by its value alone: one round)',
    ],
    ['throttled < 20%', rounds([{ throttling: null }]), 'steady pass 0% (judged by its value alone: one round)'],
    [
      'throttled < 20%',
      rounds([stopped(0)], [stopped(1)], [stopped(50)]),
      'steady cannot-tell 17% (missed in 1 of 3 rounds)',
    ],
  ])('%s', (threshold, evidence, expected) => {
    expect(judged(evidence, threshold)).toBe(expected)
  })

  it.each([
    'memory-peak < 1g',
    'cpu-per-request < 1s',
    'throttled < 99%',
    'oom-kills < 9',
    'steady: restarts < 9',
  ])('%s has no data where the containers could not be watched in one of the rounds', (threshold) => {
    const blind = { figures: targetFigures({ replicas: [] }) }
    const evidence = withStarts(readyRounds([[{}], [blind]]), { life: targetFigures({ replicas: [] }) })
    expect(judged(evidence, threshold)).toMatch(
      /no-data no data \(no data: the target's containers could not be watched\)$/,
    )
  })

  it('take a container that was never seen for unknown, not for one that used nothing', () => {
    const unseen = {
      cpuSeconds: 0,
      memory: { peakBytes: null, mostWorkingSetBytes: 0, cacheBytes: 0 },
    }
    expect(judged(rounds([unseen]), 'cpu-per-request < 1s')).toContain('no-data')
  })

  it('have no peak where the kernel keeps none, but what was seen', () => {
    const said = judged(rounds([peak(320), peak(null)]), 'memory-peak < 1g')
    expect(said).toContain('no data (no data: this kernel, or the way to its figures, keeps no mark of the most memory')
    expect(said).toContain('as far as was seen it was 1 MiB without page cache)')
  })

  it('have no CPU per request where nothing succeeded', () => {
    const evidence = readyRounds([[{ ok: 0, unexpectedStatus: 10 }]])
    expect(judged(evidence, 'cpu-per-request < 1s')).toContain('no data: no request succeeded')
  })

  it('count the answers that users got while they were being spawned: their CPU time is in it too', () => {
    const [round] = rounds([{ cpuSeconds: 6 }])
    const start = round?.starts[0]
    if (round === undefined || start?.state !== 'ready') throw new Error('the fixture has a ready start')
    const stages = start.stages.map((samples) => ({
      ...samples,
      spawn: { seconds: 10, ok: 1000, failed: 0, perRequest: [] },
    }))
    expect(judged(withStarts([round], { stages }), 'cpu-per-request < 10ms')).toContain('pass 3 ms')
  })
})

describe('counts', () => {
  const killed = rounds([{ oomKills: 1 }, {}], [{}, {}], [{}, { oomKills: 1 }])
  const life = { life: targetFigures({ replicas: [containerFigures({ oomKills: 1, restarts: 2 })] }) }

  it.each<[string, readonly Round[], string]>([
    ['steady: oom-kills < 1', killed, 'steady fail 2 (counted over 3 rounds, in this stage)'],
    ['steady: oom-kills <= 2', killed, 'steady pass 2 (counted over 3 rounds, in this stage)'],
    ['oom-kills < 1', killed, '- pass 0 (counted over 3 rounds, from start to end)'],
    ['oom-kills < 1', withStarts(rounds([{}]), life), '- fail 1 (counted over 1 round, from start to end)'],
    ['restarts < 1', withStarts(rounds([{}], [{}]), life), '- fail 4 (counted over 2 rounds, from start to end)'],
    [
      'oom-kills < 1',
      withStarts(rounds([{}]), {
        life: targetFigures({ balancer: containerFigures({ oomKills: 1 }) }),
      }),
      '- fail 1 (counted over 1 round, from start to end)',
    ],
  ])('%s is exact, over all rounds', (threshold, evidence, expected) => {
    expect(judged(evidence, threshold)).toBe(expected)
  })

  it('know of a kill by the end of the container, though nobody watched', () => {
    const blind = targetFigures({ replicas: [] })
    const evidence = withStarts(readyRounds([[{ figures: blind }]]), { ending: outOfMemory, life: blind })
    expect(judged(evidence, 'oom-kills < 1')).toBe('- fail 1 (counted over 1 round, from start to end)')
    expect(judged(evidence, 'steady: oom-kills < 1')).toContain('steady fail 1')
    expect(judged(evidence, 'restarts < 1')).toContain('no-data')
  })

  it('fail on a stage that cannot be relied on, and do not pass there', () => {
    const saturated = (oomKills: number) =>
      readyRounds([[{ cpuShare: 1, figures: targetFigures({ replicas: [containerFigures({ oomKills })] }) }]])
    expect(judged(saturated(1), 'steady: oom-kills < 1')).toMatch(/^steady fail/)
    expect(judged(saturated(0), 'steady: oom-kills < 1')).toMatch(/^steady cannot-tell/)
  })
})

it('the size of the image is judged as it is', () => {
  expect(judged(rounds([{}]), 'image-size < 600m')).toBe('- pass 570 MiB (as the engine holds it)')
  expect(judged(rounds([{}]), 'image-size < 500m')).toBe('- fail 570 MiB (as the engine holds it)')
})

it('every metric has a value for the outputs, in each measured stage', () => {
  const { steady } = metricValues(makeResult({ evidence: rounds([{}], [{}]) }))
  expect(steady).toEqual({
    rps: 100,
    p50: 50.015, // a histogram's step
    p90: 50.015,
    p95: 50.015,
    p99: 50.015,
    failures: 0,
    timeouts: 0,
    'memory-peak': 320 * MIB,
    'cpu-per-request': 6,
    throttled: 0,
    'oom-kills': 0,
    restarts: 0,
    startup: 1500,
    'image-size': 598_000_000,
  })
})

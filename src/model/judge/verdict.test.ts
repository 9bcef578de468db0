import { describe, expect, it } from 'vitest'
import {
  makeResult,
  outOfMemory,
  planRecord,
  readyRounds,
  type StageNumbers,
  storedBaseline,
  thresholds,
} from '../../../fixtures/results.ts'
import { containerFigures, targetFigures } from '../../../fixtures/specs.ts'
import { plainText } from '../outside.ts'
import { nextBaseline } from '../result/next-baseline.ts'
import type { Result } from '../result/result.ts'
import type { HostFigures } from '../target-figures.ts'
import { exitCode, judge } from './verdict.ts'

/** Rounds of one stage. */
const rounds = (...stages: readonly StageNumbers[]) => readyRounds(stages.map((stage) => [stage]))

const judged = (evidence: Result['evidence'], ...texts: readonly string[]) =>
  judge(makeResult({ evidence, asked: { thresholds: thresholds(...texts) } }))

const states = (evidence: Result['evidence'], ...texts: readonly string[]) =>
  judged(evidence, ...texts).checks.map((check) => check.state)

describe('thresholds', () => {
  it('judges one or two rounds by their value and says so', () => {
    const verdict = judged(rounds({ ok: 1000 }), 'rps >= 100', 'rps > 100')
    expect(verdict.checks.map((check) => check.state)).toEqual(['pass', 'fail'])
    expect(plainText(verdict.checks[0]?.reason ?? [])).toBe('judged by its value alone: one round')
  })

  it('passes from three rounds on only when the interval over rounds lies on the right side', () => {
    expect(states(rounds({ ok: 1000 }, { ok: 1010 }, { ok: 990 }), 'rps >= 95')).toEqual(['pass'])
    expect(states(rounds({ ok: 1000 }, { ok: 1010 }, { ok: 990 }), 'rps >= 99.5')).toEqual(['cannot-tell'])
    expect(states(rounds({ ok: 1000 }, { ok: 1010 }, { ok: 990 }), 'rps >= 100.5')).toEqual(['likely'])
    expect(states(rounds({ ok: 1000 }, { ok: 1010 }, { ok: 990 }), 'rps >= 110')).toEqual(['fail'])
  })

  it('turns the sides round for a metric that must stay below', () => {
    const steady = [{ latencyMs: 100 }, { latencyMs: 101 }, { latencyMs: 99 }]
    expect(states(rounds(...steady), 'p95 < 110ms')).toEqual(['pass'])
    expect(states(rounds(...steady), 'p95 < 101ms')).toEqual(['cannot-tell'])
    expect(states(rounds(...steady), 'p95 < 99.5ms')).toEqual(['likely'])
    expect(states(rounds(...steady), 'p95 < 90ms')).toEqual(['fail'])
  })

  it('counts a timeout above every latency: a percentile that falls on one misses every limit', () => {
    const verdict = judged(rounds({ ok: 90, latencyMs: 10, timeouts: 10 }), 'p90 < 20ms', 'p95 < 20ms')
    expect(verdict.checks.map((check) => check.state)).toEqual(['pass', 'fail'])
    expect(verdict.checks[1]?.candidate).toEqual({ state: 'beyond', timeoutMs: 10_000 })
  })

  it('counts the rounds when some of them have no logarithm', () => {
    const good = { ok: 100, latencyMs: 10 }
    const bad = { ok: 90, latencyMs: 10, timeouts: 10 }
    expect(states(rounds(bad, bad, bad), 'p95 < 20ms')).toEqual(['fail'])
    expect(states(rounds(bad, bad, good), 'p95 < 20ms')).toEqual(['likely'])
    expect(states(rounds(bad, good, good), 'p95 < 20ms')).toEqual(['cannot-tell'])
  })

  it('judges failures by an exact bound on the counts of all rounds', () => {
    expect(states(rounds({ ok: 1000 }), 'failures < 1%')).toEqual(['pass'])
    expect(states(rounds({ ok: 995, unexpectedStatus: 5 }), 'failures < 1%')).toEqual(['cannot-tell'])
    expect(states(rounds({ ok: 9980, unexpectedStatus: 20 }), 'failures < 1%')).toEqual(['pass'])
    expect(states(rounds({ ok: 989, unexpectedStatus: 11 }), 'failures < 1%')).toEqual(['likely'])
    expect(states(rounds({ ok: 950, connectionErrors: 50 }), 'failures < 1%')).toEqual(['fail'])
    expect(states(rounds({ ok: 999, timeouts: 1 }), 'failures <= 0%')).toEqual(['fail'])
  })

  it('lets no failures at all pass however few the requests, and says what that can rule out', () => {
    const verdict = judged(rounds({ ok: 20, seconds: 10 }), 'failures < 1%')
    expect(verdict.outcome).toBe('pass')
    expect(plainText(verdict.checks[0]?.reason ?? [])).toBe('0 of 20 (at most 13.9%, 95% sure)')
  })

  it('has no latency where nothing succeeded, never zero', () => {
    const verdict = judged(rounds({ ok: 0, unexpectedStatus: 100 }), 'p95 < 1s', 'rps >= 1')
    expect(verdict.checks.map((check) => check.state)).toEqual(['fail', 'no-data', 'fail'])
    expect(verdict.outcome).toBe('fail')
  })

  it('applies a threshold without a stage to every measured stage, and one with a stage to that alone', () => {
    const evidence = readyRounds([[{ stage: 'warm-up' }, { stage: 'a' }, { stage: 'b' }]])
    const base = makeResult({ evidence })
    const stages = ['a', 'b'].map((name) => ({ ...base.plan.stages[1], name }) as (typeof base.plan.stages)[number])
    const plan = { ...base.plan, stages: [...base.plan.stages.slice(0, 1), ...stages] }
    const verdict = judge({
      ...base,
      plan,
      asked: { ...base.asked, thresholds: thresholds('rps >= 1', 'b: p95 < 1s') },
    })
    expect(verdict.checks.map((check) => [check.stage, check.metric])).toEqual([
      ['a', 'rps'],
      ['b', 'rps'],
      ['b', 'p95'],
    ])
  })

  it('asks nothing of the RPS of a schedule, unless that stage is named', () => {
    const base = makeResult({ evidence: rounds({ ok: 1000 }) })
    const load = { model: 'rate', rate: { by: 'share', share: 0.5 }, arrivals: 'poisson', maxInFlight: 10 } as const
    const plan = { ...base.plan, stages: base.plan.stages.map((stage) => ({ ...stage, load })) }
    const asked = { ...base.asked, thresholds: thresholds('rps >= 1', 'steady: rps >= 1', 'p95 < 1s') }
    const verdict = judge({ ...base, plan, asked })
    expect(verdict.checks.map((check) => [check.stage, check.metric])).toEqual([
      ['steady', 'rps'],
      ['steady', 'p95'],
    ])
  })

  it('judges startup over the starts', () => {
    const evidence = readyRounds([[{}], [{}], [{}]], [1000, 1020, 980])
    expect(states(evidence, 'startup < 2s', 'startup < 900ms')).toEqual(['pass', 'fail'])
  })
})

const onHost = (host: Partial<HostFigures>) =>
  targetFigures({
    host: { cores: 2, busy: 1, stolen: 0, ours: 0.3, dependencies: 0, proxies: 0, others: 0, busiest: null, ...host },
  })

describe('what can never pass', () => {
  it.each<[string, StageNumbers]>([
    ['an aborted stage', { ended: { how: 'aborted', why: 'no-answers' } }],
    ['a saturated generator', { cpuShare: 1 }],
    ['a generator that was held up for as long as the answers took', { loopLagP99Ms: 40 }],
    ['a schedule that the generator could not keep', { lateP99Ms: 30 }],
    ['no answers at all', { ok: 0 }],
    ['a machine that its hypervisor shares out', { figures: onHost({ busy: 1.5, stolen: 0.25 }) }],
    ['a full machine on which others run', { figures: onHost({ busy: 1.9, others: 0.6 }) }],
  ])('%s, with and without thresholds', (_, stage) => {
    expect(judged(rounds(stage), 'rps >= 0.1').outcome).not.toBe('pass')
    expect(judged(rounds(stage)).outcome).not.toBe('pass')
    expect(judged(rounds(stage)).invalid).not.toEqual([])
  })

  it('a stage in which most requests fail, however fast', () => {
    const verdict = judged(rounds({ ok: 400, unexpectedStatus: 600 }), 'rps >= 1')
    expect(verdict.outcome).toBe('fail')
    expect(plainText(verdict.checks[0]?.reason ?? [])).toBe('60% of the requests failed (600 of 1000)')
  })

  it('a target that went away under load, which is a failure with its reason', () => {
    const [round] = rounds({ ended: { how: 'aborted', why: 'target-gone' } })
    const start = round?.starts[0]
    if (round === undefined || start?.state !== 'ready') throw new Error('the fixture has a ready start')
    const evidence = [{ ...round, starts: [{ ...start, ending: outOfMemory }] }]
    const verdict = judge(makeResult({ evidence, ended: 'target-gone', asked: { thresholds: thresholds('rps >= 1') } }))
    expect(verdict.outcome).toBe('fail')
    expect(plainText(verdict.checks[0]?.reason ?? [])).toBe(
      'the container was killed 4.2 s after its start: it needed more memory than its limit of 512 MiB (exit code 137) (round 1, in stage steady)',
    )
  })

  it('a service that stopped answering while its container lives on, whatever was asked', () => {
    const stopped: StageNumbers = { ok: 2, connectionErrors: 41, ended: { how: 'aborted', why: 'no-answers' } }
    for (const asked of [[], ['failures < 1%'], ['rps >= 0.1']]) {
      const evidence = rounds(stopped)
      const verdict = judge(makeResult({ evidence, ended: 'no-answers', asked: { thresholds: thresholds(...asked) } }))
      expect(verdict.outcome).toBe('fail')
      expect(plainText(verdict.checks[0]?.reason ?? [])).toBe(
        'nothing answered any more, so the stage was stopped (round 1)',
      )
    }
  })

  it('an answer of which only the status came before any load', () => {
    const [round] = rounds({})
    const start = round?.starts[0]
    if (round === undefined || start?.state !== 'ready') throw new Error('the fixture has a ready start')
    const probes = [{ request: 'predict', status: 200, ok: false, error: { outside: 'timeout after 1 s' }, body: null }]
    const evidence = [{ ...round, starts: [{ ...start, probes, stages: [] }] }]
    const verdict = judge(makeResult({ evidence, ended: 'unexpected-answer' }))
    expect(plainText(verdict.checks[0]?.reason ?? [])).toBe(
      'predict: expected 2xx, got 200, but: timeout after 1 s; nothing was loaded',
    )
  })

  it('an answer that was not as expected before any load', () => {
    const [round] = rounds({})
    const start = round?.starts[0]
    if (round === undefined || start?.state !== 'ready') throw new Error('the fixture has a ready start')
    const probes = [{ request: 'predict', status: 422, ok: false, error: null, body: { outside: '{"detail":"…"}' } }]
    const verdict = judge(
      makeResult({ evidence: [{ ...round, starts: [{ ...start, probes, stages: [] }] }], ended: 'unexpected-answer' }),
    )
    expect(verdict.outcome).toBe('fail')
    expect(plainText(verdict.checks[0]?.reason ?? [])).toBe('predict: expected 2xx, got 422; nothing was loaded')
  })

  it('fewer rounds than planned', () => {
    const base = makeResult({ evidence: rounds({}), asked: { thresholds: thresholds('rps >= 1') } })
    expect(judge({ ...base, plan: { ...base.plan, rounds: 3 } }).outcome).toBe('inconclusive')
  })
})

describe('a run with nothing to judge', () => {
  it('passes as measured when the measurement is valid', () => {
    const verdict = judged(rounds({}))
    expect(verdict).toMatchObject({ outcome: 'pass', asked: false, invalid: [] })
  })
})

describe('the stored baseline', () => {
  const today = (rps: readonly number[], latencyMs: readonly number[]) =>
    rounds(...rps.map((value, index) => ({ ok: value * 10, latencyMs: latencyMs[index] ?? 50 })))
  const compare = (
    evidence: Result['evidence'],
    runs: Parameters<typeof storedBaseline>[0],
    stored: 'warn' | 'fail' = 'fail',
  ) =>
    judge(
      makeResult({
        evidence,
        asked: { stored },
        lookup: { state: 'found', where: { outside: 'baseline.json' }, baseline: storedBaseline(runs) },
      }),
    )
  const around = (rps: number, p95: number) => ({ rps: [rps, rps + 1, rps - 1], p95: [p95, p95 + 0.5, p95 - 0.5] })
  const one = [around(100, 50)]
  const four = [around(100, 50), around(101, 50.5), around(99, 49.5), around(100, 50)]

  it('fails on a slowdown that is surely beyond the tolerance, when asked to', () => {
    const verdict = compare(today([80, 81, 79], [70, 71, 69]), four)
    expect(verdict.outcome).toBe('fail')
    expect(verdict.checks.map((check) => [check.metric, check.state])).toEqual([
      ['rps', 'fail'],
      ['p95', 'fail'],
    ])
    expect(verdict.checks[0]?.change?.estimate).toBeCloseTo(-0.2, 2)
    expect(verdict.checks[1]?.change?.estimate).toBeCloseTo(0.4, 2)
    expect(plainText(verdict.checks[0]?.reason ?? [])).toMatch(
      /^regression \(stored numbers: could only see [\d.]+% as surely slower, and [\d.]+% as a regression\)$/,
    )
  })

  it('is advisory by default: the same slowdown does not decide', () => {
    const verdict = compare(today([80, 81, 79], [70, 71, 69]), four, 'warn')
    expect(verdict.checks.map((check) => [check.state, check.gating])).toEqual([
      ['fail', false],
      ['fail', false],
    ])
    expect(verdict).toMatchObject({ outcome: 'pass', asked: false })
  })

  it('rules a slowdown out where the stored runs lie close together, and cannot tell where they do not', () => {
    const equal = today([100, 101, 99], [50, 50.5, 49.5])
    expect(compare(equal, four).checks.map((check) => check.state)).toEqual(['pass', 'pass'])
    const apart = [around(70, 40), around(100, 50), around(130, 60)]
    expect(compare(equal, apart).checks.map((check) => check.state)).toEqual(['cannot-tell', 'cannot-tell'])
  })

  it('of one stored run rules nothing out that another hour could do, and says what it takes for that', () => {
    const verdict = compare(today([100, 101, 99], [50, 50.5, 49.5]), one)
    expect(verdict.checks.map((check) => check.state)).toEqual(['cannot-tell', 'cannot-tell'])
    expect(plainText(verdict.checks[0]?.reason ?? [])).toBe(
      'cannot tell (stored numbers: could only see 33.2% as surely slower, and 40.2% as a regression; until 3 runs are stored, two are taken to spread by 5%)',
    )
    expect(compare(today([88, 89, 87], [57, 58, 56]), one).checks.map((check) => check.state)).toEqual([
      'cannot-tell',
      'cannot-tell',
    ])
    expect(compare(today([40, 41, 39], [110, 111, 109]), one).outcome).toBe('fail')
  })

  it('fails single rounds of one run each only where they are far apart', () => {
    const single = [{ rps: [100], p95: [50] }]
    expect(compare(today([80], [50]), single).checks.map((check) => check.state)).toEqual([
      'cannot-tell',
      'cannot-tell',
    ])
    expect(compare(today([40], [50]), single).checks.map((check) => check.state)).toEqual(['fail', 'cannot-tell'])
  })

  it('does not compare numbers of another class of machine, and says which', () => {
    const baseline = { ...storedBaseline(four), machine: { ...storedBaseline(four).machine, cores: 2 } }
    const verdict = judge(
      makeResult({ asked: { stored: 'fail' }, lookup: { state: 'found', where: { outside: 'b.json' }, baseline } }),
    )
    expect(verdict.checks.map((check) => check.state)).toEqual(['no-data', 'no-data'])
    expect(verdict.outcome).toBe('inconclusive')
    expect(plainText(verdict.checks[0]?.reason ?? [])).toContain('2 cores')
  })

  describe('of what the containers did', () => {
    const stages = ['steady', 'peak']
    const MIB = 1024 ** 2
    /** A round for each peak in MiB; `null`: one that nobody watched. */
    const measured = (cpuSeconds: number, peaks: readonly (number | null)[], lookup: Result['lookup']) => {
      const evidence = peaks.map((peak) => {
        const memory = { peakBytes: (peak ?? 0) * MIB, mostWorkingSetBytes: 0, cacheBytes: 0 }
        const replicas = peak === null ? [] : [containerFigures({ cpuSeconds, memory })]
        return stages.map((stage) => ({ stage, figures: targetFigures({ replicas }) }))
      })
      const tolerance = { 'cpu-per-request': 0.05, 'memory-peak': 0.1 }
      return makeResult({
        plan: planRecord(stages),
        evidence: readyRounds(evidence),
        asked: { tolerance, stored: 'fail' },
        lookup,
      })
    }
    const stored = nextBaseline(measured(6, [100, 100, 130], { state: 'off' }), null, null)
    const found = (baseline: typeof stored) =>
      ({ state: 'found', where: { outside: 'baseline.json' }, baseline }) as const
    const seen = ({ checks }: ReturnType<typeof judge>) =>
      checks.map(({ stage, metric, state }) => [stage, metric, state])

    it('CPU per request is compared in every stage, and the memory mark after the last, by the numbers that are shown', () => {
      const verdict = judge(measured(12, [100, 100, 130], found(stored)))
      expect(seen(verdict)).toEqual([
        ['peak', 'memory-peak', 'cannot-tell'],
        ['steady', 'cpu-per-request', 'fail'],
        ['peak', 'cpu-per-request', 'fail'],
      ])
      expect(verdict.checks[1]?.change?.estimate).toBeCloseTo(1)
      expect(verdict.checks[0]?.change?.estimate).toBeCloseTo(0)
      expect(verdict.checks[0]?.candidate).toEqual(verdict.checks[0]?.baseline)
    })

    it('much more memory fails', () => {
      expect(seen(judge(measured(6, [300, 300, 390], found(stored))))[0]).toEqual(['peak', 'memory-peak', 'fail'])
    })

    it('a round that nobody watched is left out and hides nothing', () => {
      const holed = nextBaseline(measured(6, [100, null, 130], { state: 'off' }), null, null)
      expect(seen(judge(measured(12, [100, null, 100], found(holed))))).toEqual([
        ['peak', 'memory-peak', 'cannot-tell'],
        ['steady', 'cpu-per-request', 'fail'],
        ['peak', 'cpu-per-request', 'fail'],
      ])
    })

    it('a baseline of before they were kept decides nothing by that', () => {
      const old = { ...stored, runs: stored.runs.map((run) => ({ ...run, stages: { steady: {}, peak: {} } })) }
      const verdict = judge(measured(12, [100, 100, 130], found(old)))
      expect(verdict.checks.map(({ state, gating }) => [state, gating])).toEqual(Array(3).fill(['no-data', false]))
      expect(verdict.outcome).toBe('pass')
    })
  })

  it('never calls a failing candidate faster', () => {
    const verdict = compare(rounds({ ok: 0, unexpectedStatus: 90_000 }, { ok: 0, unexpectedStatus: 90_000 }), four)
    expect(verdict.outcome).toBe('fail')
    expect(verdict.checks.filter((check) => check.kind === 'baseline').map((check) => check.state)).toEqual([
      'no-data',
      'no-data',
    ])
  })
})

describe('the exit code', () => {
  const failed = judged(rounds({ ok: 10 }), 'rps >= 100')
  const likely = judged(rounds({ ok: 1000 }, { ok: 1010 }, { ok: 990 }), 'rps >= 100.5')
  const open = judged(rounds({ ok: 1000 }, { ok: 1010 }, { ok: 990 }), 'rps >= 99.5')
  const passed = judged(rounds({}), 'rps >= 1')
  it.each([
    ['fail', [1, 0, 0, 0]],
    ['likely', [1, 3, 0, 0]],
    ['inconclusive', [1, 3, 3, 0]],
    ['never', [0, 0, 0, 0]],
  ] as const)('with fail-on %s is %j for failed, likely, open and passed', (failOn, codes) => {
    expect([failed, likely, open, passed].map((verdict) => exitCode(verdict, failOn))).toEqual(codes)
  })
})

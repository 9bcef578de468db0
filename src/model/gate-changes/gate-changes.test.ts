import { describe, expect, test } from 'vitest'
import { connectionsStage, planRecord, thresholds } from '../../../fixtures/results.ts'
import type { Waiver } from '../config.ts'
import { plainText } from '../outside.ts'
import type { Asked } from '../result/asked.ts'
import { describeGateChanges, gateChanges } from './gate-changes.ts'
import type { GateRecord } from './gate-changes-record.ts'

const plan = planRecord(['steady', 'burst'])
const asked: Asked = {
  thresholds: thresholds('steady: p95 < 250ms', 'rps >= 100'),
  tolerance: { rps: 0.05, p95: 0.1 },
  stored: 'warn',
  failOn: 'fail',
  accept: [],
}
const waiver: Waiver = {
  stage: 'steady',
  metric: 'p95',
  upTo: 0.12,
  reason: 'a larger model',
  issue: '#12',
  until: '2026-12-31',
  text: 'p95 up to 12%',
}

/** `loosens: …`, one for each difference. */
function changes(before: Partial<Asked>, now: Partial<Asked>): readonly string[] {
  return compare({ plan, asked: { ...asked, ...before } }, { plan, asked: { ...asked, ...now } })
}

function planChanges(now: Partial<GateRecord['plan']>, before: Partial<GateRecord['plan']> = {}): readonly string[] {
  return compare({ plan: { ...plan, ...before }, asked }, { plan: { ...plan, ...now }, asked })
}

function compare(before: GateRecord, now: GateRecord): readonly string[] {
  return gateChanges(before, now).map(({ direction, what }) => `${direction}: ${plainText(what)}`)
}

describe('the comparison with the base branch', () => {
  test.each<[Partial<Asked>, Partial<Asked>, string[]]>([
    [{ compare: 'auto' }, { compare: 'none' }, ['loosens: the comparison with the base branch is switched off']],
    [{ compare: 'none' }, { compare: 'stored' }, ['tightens: the comparison with the base branch is switched on']],
    [{ compare: 'auto' }, { compare: 'stored' }, ['loosens: baseline.compare auto → stored']],
    [{ compare: 'auto' }, { compare: 'paired' }, ['tightens: baseline.compare auto → paired']],
    [{ compare: 'none' }, { compare: 'none' }, []],
    [{ require: true }, { require: false }, ['loosens: a baseline is no longer required']],
    [{ require: false }, { require: true }, ['tightens: a baseline is now required']],
    [{ rounds: null }, { rounds: 3 }, ['loosens: paired comparison switched off by rounds: 3']],
    [{ rounds: 3 }, { rounds: 6 }, ['tightens: paired comparison no longer switched off by rounds: 3']],
    [{ rounds: null }, { rounds: 6 }, ['changes: rounds not given → 6']],
    [{ rounds: 5 }, { rounds: 3, compare: 'stored' }, ['changes: rounds 5 → 3']],
    [{ rounds: 12 }, { rounds: 3, compare: 'none' }, ['changes: rounds 12 → 3']],
    [{ budgetMs: 600_000 }, { budgetMs: 60_000 }, ['changes: budget 10m → 1m']],
    [{ image: null }, { image: 'acme/slow' }, ["changes: image to compare with: the base branch's → acme/slow"]],
    [{ image: 'acme/api' }, { image: null }, ["changes: image to compare with: acme/api → the base branch's"]],
    [
      { byFile: false },
      { byFile: true },
      ['changes: compared with the file of baseline.path, not with what the base branch has stored'],
    ],
    [
      { byFile: true },
      { byFile: false },
      ['changes: compared with what the base branch has stored, no longer with the file of baseline.path'],
    ],
  ])('%j, then %j', (before, now, expected) => {
    expect(changes(before, now)).toEqual(expected)
  })

  test('says nothing where an older version did not keep it', () => {
    expect(changes({}, { compare: 'none', require: false, rounds: 1, budgetMs: 1, image: 'x', byFile: true })).toEqual(
      [],
    )
  })

  test('is told before anything else that loosens', () => {
    const [first] = changes({ compare: 'auto' }, { compare: 'none', thresholds: [], failOn: 'never' })
    expect(first).toBe('loosens: the comparison with the base branch is switched off')
  })
})

describe('thresholds', () => {
  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['a higher limit', ['steady: p95 < 250ms'], ['steady: p95 < 900ms'], ['loosens: steady p95 250 ms → 900 ms']],
    ['a lower limit', ['p95 < 900ms'], ['p95 < 250ms'], ['tightens: p95 900 ms → 250 ms']],
    ['a lower floor', ['rps >= 100'], ['rps >= 50'], ['loosens: RPS 100/s → 50/s']],
    ['a higher floor', ['rps >= 50'], ['rps >= 100'], ['tightens: RPS 50/s → 100/s']],
    ['a limit that may be reached', ['p95 < 250ms'], ['p95 <= 250ms'], ['loosens: p95 < 250 ms → <= 250 ms']],
    ['a floor that may not be reached', ['rps >= 100'], ['rps > 100'], ['tightens: RPS >= 100/s → > 100/s']],
    ['one that is gone', ['p95 < 250ms'], [], ['loosens: p95 < 250 ms is gone']],
    ['a new one', [], ['failures < 1%'], ['tightens: failures < 1% is new']],
    [
      'another stage',
      ['a: p95 < 1s'],
      ['b: p95 < 1s'],
      ['loosens: a p95 < 1 s is gone', 'tightens: b p95 < 1 s is new'],
    ],
    ['the other side', ['p95 < 1s'], ['p95 > 1s'], ['loosens: p95 < 1 s is gone', 'tightens: p95 > 1 s is new']],
    ['limits that print alike', ['p95 < 250.1ms'], ['p95 < 250.2ms'], ['loosens: p95 250.1 → 250.2']],
    ['the tighter of two gone', ['p95 < 1s', 'p95 < 2s'], ['p95 < 2s'], ['loosens: p95 < 1 s is gone']],
    ['another order', ['p95 < 1s', 'rps > 1'], ['rps > 1', 'p95 < 1s'], []],
    ['another way to write it', ['p95 < 1s'], ['p95 < 1000ms'], []],
  ])('%s', (_, before, now, expected) => {
    expect(changes({ thresholds: thresholds(...before) }, { thresholds: thresholds(...now) })).toEqual(expected)
  })
})

describe('tolerance', () => {
  test.each<[string, Asked['tolerance'], readonly string[]]>([
    ['a larger one', { rps: 0.1, p95: 0.1 }, ['loosens: tolerance of RPS 5% → 10%']],
    ['a smaller one', { rps: 0.02, p95: 0.1 }, ['tightens: tolerance of RPS 5% → 2%']],
    ['a metric that is not compared', { rps: 0.05 }, ['loosens: p95 is no longer compared, tolerance was 10%']],
    ['a metric more', { rps: 0.05, p95: 0.1, p50: 0.1 }, ['tightens: p50 is now compared, tolerance 10%']],
    ['the same', { p95: 0.1, rps: 0.05 }, []],
  ])('%s', (_, tolerance, expected) => {
    expect(changes({}, { tolerance })).toEqual(expected)
  })
})

describe('waivers', () => {
  test.each<[string, readonly Waiver[], readonly Waiver[], readonly string[]]>([
    [
      'a new one',
      [],
      [waiver],
      ['loosens: the waiver for steady p95 is new: up to 12% until 2026-12-31, because a larger model (#12)'],
    ],
    ['one that is gone', [waiver], [], ['tightens: the waiver for steady p95 is gone (up to 12% until 2026-12-31)']],
    [
      'a higher ceiling',
      [waiver],
      [{ ...waiver, upTo: 0.2 }],
      ['loosens: the waiver for steady p95 up to 12% until 2026-12-31 → up to 20% until 2026-12-31'],
    ],
    [
      'a later day',
      [waiver],
      [{ ...waiver, until: '2027-12-31' }],
      ['loosens: the waiver for steady p95 up to 12% until 2026-12-31 → up to 12% until 2027-12-31'],
    ],
    [
      'a lower ceiling',
      [waiver],
      [{ ...waiver, upTo: 0.1 }],
      ['tightens: the waiver for steady p95 up to 12% until 2026-12-31 → up to 10% until 2026-12-31'],
    ],
    [
      'a higher ceiling for a shorter time',
      [waiver],
      [{ ...waiver, upTo: 0.5, until: '2026-11-30' }],
      ['loosens: the waiver for steady p95 up to 12% until 2026-12-31 → up to 50% until 2026-11-30'],
    ],
    ['another reason', [waiver], [{ ...waiver, reason: 'other' }], []],
  ])('%s', (_, before, now, expected) => {
    expect(changes({ accept: before }, { accept: now })).toEqual(expected)
  })
})

describe('what fails the job', () => {
  test.each<[Partial<Asked>, Partial<Asked>, readonly string[]]>([
    [{ failOn: 'likely' }, { failOn: 'fail' }, ['loosens: fail-on likely → fail']],
    [{ failOn: 'inconclusive' }, { failOn: 'likely' }, ['loosens: fail-on inconclusive → likely']],
    [{ failOn: 'fail' }, { failOn: 'never' }, ['loosens: fail-on fail → never']],
    [{ failOn: 'never' }, { failOn: 'inconclusive' }, ['tightens: fail-on never → inconclusive']],
    [{ stored: 'fail' }, { stored: 'warn' }, ['loosens: baseline.stored fail → warn']],
    [{ stored: 'warn' }, { stored: 'fail' }, ['tightens: baseline.stored warn → fail']],
  ])('%o to %o', (before, now, expected) => {
    expect(changes(before, now)).toEqual(expected)
  })
})

describe('limits', () => {
  test.each<[Partial<GateRecord['plan']>, readonly string[]]>([
    [{ cpus: 2 }, ['loosens: cpus 1 → 2']],
    [{ cpus: 0.5 }, ['tightens: cpus 1 → 0.5']],
    [{ memoryBytes: 1024 ** 3 }, ['loosens: memory 512 MiB → 1 GiB']],
    [{ replicas: 3 }, ['loosens: replicas 1 → 3']],
    [{ cpuset: [0, 1] }, ['changes: cpuset any → 0, 1']],
    [
      { balancer: { image: 'nginx:1', cpus: 1, cpuset: null, memoryBytes: 1024 ** 2 } },
      ['changes: balancer none → nginx:1 (1 CPU, 1 MiB)'],
    ],
    [
      { balancer: { image: 'nginx:1', cpus: 1, cpuset: [2], memoryBytes: 1024 ** 2 } },
      ['changes: balancer none → nginx:1 (1 CPU on cores 2, 1 MiB)'],
    ],
  ])('%o', (now, expected) => {
    expect(planChanges(now)).toEqual(expected)
  })
})

describe('stages and requests', () => {
  const [warmUp, steady, burst] = plan.stages
  if (warmUp === undefined || steady === undefined || burst === undefined) throw new Error('a stage is missing')
  const [request] = plan.requests
  if (request === undefined) throw new Error('a request is missing')

  test.each<[string, Partial<GateRecord['plan']>, readonly string[]]>([
    ['one that is gone', { stages: [warmUp, steady] }, ['loosens: stage burst is gone (10 connections for 10 s)']],
    [
      'a new one',
      { stages: [...plan.stages, connectionsStage('more')] },
      ['tightens: stage more is new (10 connections for 10 s)'],
    ],
    [
      'one that only warms up',
      { stages: [warmUp, steady, { ...burst, warmUp: true }] },
      ['loosens: stage burst 10 connections for 10 s → 10 connections for 10 s, warm-up'],
    ],
    [
      'another load',
      { stages: [warmUp, steady, connectionsStage('burst', 5)] },
      ['changes: stage burst 10 connections for 10 s → 5 connections for 10 s'],
    ],
    [
      'another engine',
      { stages: [warmUp, steady, { ...burst, engine: 'undici' }] },
      ['changes: stage burst was changed'],
    ],
    ['no warm-up', { stages: [steady, burst] }, ['changes: stage warm-up is gone (5 connections for 5 s, warm-up)']],
    [
      'another request',
      { requests: [{ ...request, fingerprint: 'e'.repeat(64) }] },
      ['changes: request predict was changed'],
    ],
    ['a new request', { requests: [request, { ...request, name: 'health' }] }, ['changes: request health is new']],
    ['no request', { requests: [] }, ['changes: request predict is gone']],
  ])('%s', (_, now, expected) => {
    expect(planChanges(now)).toEqual(expected)
  })
})

describe('the words for it', () => {
  test('are one sentence for each direction', () => {
    const now = {
      plan: { ...plan, cpus: 2, memoryBytes: 1024, cpuset: [1] },
      asked: { ...asked, failOn: 'never' },
    } as const
    expect(describeGateChanges(gateChanges({ plan, asked }, now)).map(plainText)).toEqual([
      'This change loosens the gate: fail-on fail → never; cpus 1 → 2.',
      'This change makes the gate another one, neither easier nor harder for sure: cpuset any → 1.',
      'This change tightens the gate: memory 512 MiB → 1 KiB.',
    ])
  })

  test('list the first twelve of one direction, and count the rest', () => {
    const many = Array.from({ length: 15 }, (_, place) => ({ direction: 'loosens', what: [`c${place}`] }) as const)
    expect(plainText(describeGateChanges(many)[0] ?? [])).toMatch(
      /^This change loosens the gate: c0; .*; c11; and 3 more\.$/,
    )
  })

  test('are none where nothing changed', () => {
    expect(describeGateChanges([])).toEqual([])
  })
})

describe('a gate', () => {
  test('that asks the same has no changes', () => {
    expect(compare({ plan, asked }, { plan: structuredClone(plan), asked: structuredClone(asked) })).toEqual([])
  })

  test('has what loosens it first, then what nobody can tell, then what tightens it', () => {
    const now: GateRecord = {
      plan: { ...plan, cpus: 2, memoryBytes: 1024, cpuset: [1] },
      asked: { ...asked, failOn: 'inconclusive', tolerance: { rps: 0.5, p95: 0.1 } },
    }
    expect(compare({ plan, asked }, now)).toEqual([
      'loosens: tolerance of RPS 5% → 50%',
      'loosens: cpus 1 → 2',
      'changes: cpuset any → 1',
      'tightens: fail-on fail → inconclusive',
      'tightens: memory 512 MiB → 1 KiB',
    ])
  })

  test('whose baseline does not say what was asked is compared by its plan alone', () => {
    expect(compare({ plan, asked: null }, { plan: { ...plan, cpus: 2 }, asked })).toEqual(['loosens: cpus 1 → 2'])
  })

  test('keeps names from outside apart from its own words', () => {
    const before = {
      plan,
      asked: { ...asked, thresholds: [{ ...asked.thresholds[0], stage: '@octocat' }] },
    } as GateRecord
    const [change] = gateChanges(before, { plan, asked: { ...asked, thresholds: [] } })
    expect(change?.what[0]).toEqual({ outside: '@octocat' })
  })
})

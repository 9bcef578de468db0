import { describe, expect, it } from 'vitest'
import type { Waiver } from '../config.ts'
import { plainText, words } from '../outside.ts'
import type { Check } from './check.ts'
import { waive } from './waive.ts'

const slower: Check = {
  kind: 'baseline',
  stage: 'steady',
  metric: 'rps',
  state: 'fail',
  gating: true,
  candidate: { state: 'value', value: 90 },
  baseline: { state: 'value', value: 100 },
  change: { estimate: -0.1, lower: -0.12, upper: -0.08 },
  slowdown: 0.11,
  limit: 'tolerance 5%',
  reason: words`regression`,
}

const waiver: Waiver = {
  stage: 'steady',
  metric: 'rps',
  upTo: 0.15,
  reason: 'a larger model',
  issue: '#12',
  until: '2026-12-31',
  text: 'steady: rps up to 15%',
}

const judged = (check: Partial<Check>, given: Partial<Waiver> = {}, today = '2026-11-05T10:00:00.000Z') =>
  waive([{ ...slower, ...check }], [{ ...waiver, ...given }], today)
const states = (...of: Parameters<typeof judged>) => judged(...of).map(({ state }) => state)

describe('a waiver', () => {
  it.each<[string, Partial<Check>, Partial<Waiver>, readonly string[]]>([
    ['accepts a regression below its ceiling', {}, {}, ['accepted']],
    ['accepts one that is only likely', { state: 'likely' }, {}, ['accepted']],
    ['of all stages accepts it too', {}, { stage: null }, ['accepted']],
    ['of another stage does not', {}, { stage: 'offered' }, ['fail']],
    ['of another metric does not', {}, { metric: 'p95' }, ['fail']],
    ['does not accept more than its ceiling', { slowdown: 0.16 }, {}, ['fail']],
    [
      'accepts what nobody can tell where even its upper bound is below the ceiling',
      { state: 'cannot-tell' },
      {},
      ['accepted'],
    ],
    [
      'does not accept what may be more, however little the estimate: +9 %, -20 % to +45 %, up to 10 %',
      { state: 'cannot-tell', metric: 'p95', slowdown: 0.09, change: { estimate: 0.09, lower: -0.2, upper: 0.45 } },
      { metric: 'p95', upTo: 0.1 },
      ['cannot-tell'],
    ],
    [
      'takes the lower bound of an RPS for that: -12 % is slower by 13.6 %',
      { state: 'cannot-tell' },
      { upTo: 0.13 },
      ['cannot-tell'],
    ],
    ['accepts nothing of a candidate that lay beyond measure', { isBeyond: true }, {}, ['fail']],
    ['leaves what passed alone', { state: 'pass' }, {}, ['pass']],
    ['has nothing to say of thresholds', { kind: 'threshold' }, {}, ['fail']],
    [
      'for a p95 holds where a p90 stands in its place',
      { metric: 'p90', standsFor: 'p95' },
      { metric: 'p95' },
      ['accepted'],
    ],
  ])('%s', (_, check, given, expected) => {
    expect(states(check, given)).toEqual(expected)
  })

  it('is shown with its reason where it was used', () => {
    expect(plainText(judged({})[0]?.reason ?? [])).toBe(
      'regression; up to 15% is accepted until 2026-12-31: a larger model (#12)',
    )
  })

  it.each<[string, Partial<Check>, string]>([
    ['is more than accepted', { slowdown: 0.16 }, 'regression; more than accepted: up to 15%'],
    [
      'may be more',
      { state: 'cannot-tell', change: { estimate: -0.1, lower: -0.3, upper: 0.1 } },
      'regression; not accepted, as it may be more: up to 15%',
    ],
    [
      'has no number in some rounds',
      { isBeyond: true },
      'regression; not accepted, as the candidate lay beyond measure in some rounds: up to 15%',
    ],
  ])('says why it does not accept what %s', (_, check, reason) => {
    expect(plainText(judged(check)[0]?.reason ?? [])).toContain(reason)
  })

  it('holds on its last day, and fails the gate from the next on', () => {
    expect(states({}, {}, '2026-12-31T23:59:59.000Z')).toEqual(['accepted'])
    const [check, expired] = judged({ state: 'pass' }, {}, '2027-01-01T00:00:00.000Z')
    expect(check?.state).toBe('pass')
    expect(expired).toMatchObject({ state: 'fail', gating: true })
    expect(plainText(expired?.reason ?? [])).toContain('the waiver is over since 2026-12-31')
  })
})

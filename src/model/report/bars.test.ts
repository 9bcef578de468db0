import { describe, expect, test } from 'vitest'
import { pairedResult, rounds } from '../../../fixtures/pairs.ts'
import { connectionsStage, makeResult, planRecord, readyRounds, storedBaseline } from '../../../fixtures/results.ts'
import { judge } from '../judge/verdict.ts'
import type { Result } from '../result/result.ts'
import { barGroups } from './bars.ts'

const groupsOf = (result: Result) => barGroups(result, judge(result))

describe('bars', () => {
  test('show both sides of a pair to one scale for each stage and metric', () => {
    const made = groupsOf(pairedResult(rounds(6, 1, 0)))
    expect(made.map(({ metric, bars }) => [metric, bars.map(({ stage, side }) => `${stage} ${side}`)])).toEqual([
      ['RPS', ['steady baseline', 'steady candidate']],
      ['p95', ['steady baseline', 'steady candidate']],
      ['p95', ['offered baseline', 'offered candidate']],
    ])
    expect(made[0]?.bars.map(({ length }) => length)).toEqual([1, expect.closeTo(0.5, 2)])
    expect(made[2]?.bars.map(({ text }) => text)).toEqual(['50 ms', '100 ms'])
  })

  test('show the stored numbers where the baseline was not measured', () => {
    const baseline = storedBaseline([{ rps: [200, 200, 200], p95: [25, 25, 25] }])
    const result = makeResult({ lookup: { state: 'found', where: { outside: 'b.json' }, baseline } })
    expect(groupsOf(result)).toEqual([
      {
        metric: 'RPS',
        bars: [
          { stage: 'steady', side: 'baseline', length: 1, text: '200/s' },
          { stage: 'steady', side: 'candidate', length: expect.closeTo(0.5, 2), text: '100/s' },
        ],
      },
      {
        metric: 'p95',
        bars: [
          { stage: 'steady', side: 'baseline', length: expect.closeTo(0.5, 2), text: '25 ms' },
          { stage: 'steady', side: 'candidate', length: 1, text: '50 ms' },
        ],
      },
    ])
  })

  test('show the stages beside one another where there is no baseline', () => {
    const round = [
      { stage: 'steady', ok: 1000 },
      { stage: 'burst', ok: 250 },
    ]
    const made = groupsOf(makeResult({ evidence: readyRounds([round]), plan: planRecord(['steady', 'burst'], 1) }))
    expect(made[0]?.bars.map(({ stage, side, length }) => [stage, side, length])).toEqual([
      ['steady', null, 1],
      ['burst', null, 0.25],
    ])
  })

  test('are left out for a single stage without a baseline: one bar says nothing', () => {
    expect(groupsOf(makeResult())).toEqual([])
  })

  test('are full beyond a timeout, and none where nothing answered', () => {
    const round = [
      { stage: 'steady', ok: 10, timeouts: 100 },
      { stage: 'burst', ok: 0, connectionErrors: 100 },
      { stage: 'calm', ok: 100 },
    ]
    const plan = { ...planRecord([], 1), stages: ['steady', 'burst', 'calm'].map((name) => connectionsStage(name)) }
    const made = groupsOf(makeResult({ evidence: readyRounds([round]), plan }))
    expect(made.find(({ metric }) => metric === 'p95')?.bars.map(({ length, text }) => [length, text])).toEqual([
      [1, 'over 10 s (timeout)'],
      [null, 'no data'],
      [1, '50 ms'],
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { type PairNumbers, pairedPlan, pairedResult, rounds } from '../../../fixtures/pairs.ts'
import type { LineChart } from '../chart.ts'
import { judge } from '../judge/verdict.ts'
import { plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { pairCharts } from './pair-charts.ts'

function find(result: Result, title: string): LineChart {
  const chart = pairCharts(result).find((one) => plainText(one.title).startsWith(title))
  if (chart === undefined) throw new Error(`no chart begins with "${title}"`)
  return chart
}

function bounds({ series }: LineChart) {
  return series.find(({ name }) => plainText(name).startsWith('bounds'))
}

/** The generator was at its limit in it. */
function noisy(numbers: PairNumbers): PairNumbers {
  return { ...numbers, baseline: numbers.baseline.map((stage) => ({ ...stage, cpuShare: 1 })) }
}

describe('the chart of a comparison', () => {
  const slower = pairedResult(rounds(6, 0.3))

  it('says what the verdict says, check by check', () => {
    const said = pairCharts(slower).map(({ summary }) => plainText(summary))
    const checks = judge(slower).checks.filter(({ kind }) => kind === 'baseline')
    expect(said.length).toBeGreaterThan(2)
    expect(said).toEqual(checks.slice(0, said.length).map(({ reason }) => `${plainText(reason)}.`))
  })

  it('shows what decided at each look that was reached, against the edge that it was held to', () => {
    const chart = find(pairedResult(rounds(9, 0.3)), "steady: candidate's RPS")
    const { x, range } = bounds(chart) ?? { x: [], range: null }
    expect(x).toEqual([6, 8])
    const edge = chart.bands[0]?.to ?? 0
    expect(edge).toBeCloseTo(1 / 0.95 - 1, 3)
    expect(Math.min(...(range?.low ?? []).map((value) => value ?? 0))).toBeGreaterThan(edge)
    expect(plainText(chart.bands[0]?.label ?? [])).toMatch(/^tolerance 5%, which is worse by 5.26%: at a look, /)
  })

  it('has its edge where the tolerance is: that of a latency is worse by as much as it says', () => {
    const [band] = find(pairedResult(rounds(6, 0)), 'offered').bands
    expect(band?.to).toBeCloseTo(0.1, 6)
    expect(plainText(band?.label ?? [])).toMatch(/^tolerance 10%: at a look, /)
  })

  it('has no such bounds before the first look', () => {
    const chart = find(pairedResult(rounds(5, 0.3), { ended: 'time-limit' }), 'steady')
    expect(bounds(chart)).toBeUndefined()
    expect(plainText(chart.bands[0]?.label ?? [])).toBe('tolerance 5%, which is worse by 5.26%')
  })

  it('decides nothing where too many rounds were noisy', () => {
    const chart = find(pairedResult(rounds(6, 0.3).map(noisy), { ended: 'too-noisy' }), "steady: candidate's RPS")
    expect(plainText(chart.summary)).toContain('at its limit in too many rounds')
    expect(bounds(chart)).toBeUndefined()
  })

  it('says that a slowdown is accepted', () => {
    const waiver = { stage: null, metric: 'rps', upTo: 0.5, text: 'rps up to 50%' } as const
    const accept = [{ ...waiver, reason: 'a better model', issue: '#1', until: '2027-01-01' }]
    const chart = find(pairedResult(rounds(6, 0.3), { asked: { accept } }), "steady: candidate's RPS")
    expect(plainText(chart.summary)).toContain('is accepted until 2027-01-01: a better model')
  })

  it('is of the rounds in which both sides were measured', () => {
    const whole = pairedResult(rounds(7, 0.3))
    const [first, ...others] = whole.evidence
    if (first === undefined) throw new Error('there is no round')
    const halved = { ...first, starts: first.starts.slice(0, 1) }
    expect(find({ ...whole, evidence: [...others, halved] }, 'steady').series[1]?.x).toEqual([1, 2, 3, 4, 5, 6])
  })

  it('leaves a gap where a round has no ratio, and no bound that passes where the candidate was beyond every number', () => {
    const [first, ...others] = rounds(8, 0.3)
    if (first === undefined) throw new Error('there is no round')
    const beyond = { ...first, candidate: first.candidate.map((stage) => ({ ...stage, ok: 10, timeouts: 90 })) }
    const chart = find(
      pairedResult([others[0] as typeof first, beyond, ...others.slice(1)]),
      "offered: candidate's p95",
    )
    expect(chart.series[1]?.x).toEqual([1, 3, 4, 5, 6, 7, 8])
    expect(chart.series[0]?.x).toEqual([4, 5, 6, 7, 8])
    expect(chart.series[2]?.range?.high.every((high) => high === null)).toBe(true)
  })

  it('is not there where all rounds, also those that do not count, say that the budget is too small', () => {
    const [first, ...others] = rounds(7, 0.3)
    if (first === undefined) throw new Error('there is no round')
    const slow = { ...noisy(first), ms: 200_000 }
    expect(pairCharts(pairedResult([slow, ...others]))).toEqual([])
    expect(pairCharts(pairedResult([{ ...slow, ms: 40_000 }, ...others])).length).toBeGreaterThan(2)
  })

  it('of percentiles that come to the same one is one, and names what it stands for', () => {
    const few = rounds(6, 0.3).map(({ candidate, baseline }) => ({
      candidate: candidate.map((stage) => ({ ...stage, ok: 200 })),
      baseline: baseline.map((stage) => ({ ...stage, ok: 200 })),
    }))
    const plan = pairedPlan()
    const asked = { tolerance: { p90: 0.5, p95: 0.1 } } as const
    const charts = pairCharts(pairedResult(few, { plan, asked })).filter(({ title }) =>
      plainText(title).startsWith("offered: candidate's p90"),
    )
    expect(charts.map(({ summary }) => plainText(summary).includes('p90 instead of p95'))).toEqual([true])
  })
})

import { describe, expect, it } from 'vitest'
import { pairedResult, rounds } from '../../../fixtures/pairs.ts'
import { REPORTS } from '../../../fixtures/reports.ts'
import { makeResult } from '../../../fixtures/results.ts'
import type { Outcome } from '../judge/verdict.ts'
import { plainText, words } from '../outside.ts'
import { reportOfTwo } from './report-of-two.ts'

const PAIR = { ...pairedResult(rounds(8, 0.3)), command: ['perf-gate', 'run'] }
const own = (outcome: Outcome) => ({ outcome, headline: words`Own: ${outcome}` })

describe('the report of two runs', () => {
  it.each<[Outcome, Outcome, Outcome]>([
    ['pass', 'fail', 'fail'],
    ['fail', 'pass', 'fail'],
    ['pass', 'inconclusive', 'inconclusive'],
    ['inconclusive', 'fail', 'fail'],
    ['pass', 'pass', 'pass'],
  ])('against the earlier one %s, beside its own baseline %s: %s, and says both', (earlier, beside, outcome) => {
    const report = { outcome: earlier, headline: words`Earlier: ${earlier}`, sections: [] }
    const { sections, ...made } = reportOfTwo(report, { now: PAIR, own: own(beside) })
    expect(made.outcome).toBe(outcome)
    expect(plainText(made.headline)).toBe(
      beside === outcome && earlier !== outcome ? `Own: ${beside}` : `Earlier: ${earlier}`,
    )
    const [first] = sections
    expect(first?.kind === 'words' && first.lines.map(plainText)).toEqual([
      `Measured beside its own baseline this run said: Own: ${beside}.`,
      `Against the earlier result: Earlier: ${earlier}.`,
    ])
  })

  it('is that against the earlier one alone where the later one was measured alone', () => {
    const { run, ...report } = reportOfTwo(REPORTS.fail, { now: makeResult(), own: null })
    expect(report).toEqual(REPORTS.fail)
  })

  it('says how the later one was measured, with its own baseline and all of its rounds', () => {
    const { run } = reportOfTwo(REPORTS.pass, { now: PAIR, own: own('fail') })
    expect(plainText(run?.reproduction.about ?? [])).toContain('The later of the two runs')
    expect(run?.reproduction.command).toContain(`--baseline-image sha256:${'cd'.repeat(32)} `)
    expect(run?.reproduction.command).toContain(`--rounds ${PAIR.plan.rounds} `)
    expect(run?.facts.map(([name]) => name)).not.toContain('Baseline')
  })
})

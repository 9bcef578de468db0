import { expect, it } from 'vitest'
import { makeResult, readyRounds, storedBaseline, thresholds } from '../../../fixtures/results.ts'
import { judge } from '../judge/verdict.ts'
import { plainText } from '../outside.ts'
import { makeReport } from './make-report.ts'

const stored = storedBaseline([1, 2, 3, 4].map((run) => ({ rps: [99 + run, 100 + run, 98 + run], p95: [50, 50, 50] })))

function headline(answers: number, ...limits: readonly string[]): string {
  const result = makeResult({
    evidence: readyRounds([answers, answers + 10, answers - 10].map((ok) => [{ ok }])),
    asked: { thresholds: thresholds(...limits) },
    lookup: { state: 'found', where: { outside: 'baseline.json' }, baseline: stored },
  })
  return plainText(makeReport(result, judge(result)).headline)
}

it('names what holds, and beside it what is worse than the stored numbers without deciding', () => {
  expect(headline(1000, 'rps >= 10')).toBe('Pass: the one check holds')
  expect(headline(600, 'rps >= 10', 'p95 < 1s')).toMatch(
    /^Pass: all 2 checks hold; advisory: steady: RPS .*-4\d.*, tolerance 5%$/,
  )
  expect(headline(600)).toMatch(/^Pass: measured, nothing asked; advisory: steady: RPS /)
})

it('leaves the advice to the table where the run fails anyway', () => {
  expect(headline(600, 'rps >= 90')).toMatch(/^Fail: steady: RPS 60.*, asked rps >= 90 \([^;]*\)$/)
})

import { expect, it } from 'vitest'
import { pairedPlan, pairedResult } from '../../../fixtures/pairs.ts'
import { makeResult, planRecord, thresholds } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { planSection } from './report-plan.ts'

function linesOf(result: Result): readonly string[] {
  const section = planSection(result)
  return section.kind === 'words' ? section.lines.map(plainText) : []
}

it('says everything that was to be done and asked', () => {
  expect(linesOf(makeResult({ asked: { thresholds: thresholds('steady: p95 < 1s', 'failures < 1%') } }))).toEqual([
    'Limits: 1 CPU, 512 MiB of memory, cores any; one container.',
    'Request predict: POST /predict, weight 1, body of 200 B, expects 2xx, timeout 10 s.',
    'Stage warm-up: 5 connections for 5 s, warm-up.',
    'Stage steady: 10 connections for 10 s.',
    '3 rounds with a fresh start each; budget 15m; seed 1.',
    'Thresholds: steady: p95 < 1s; failures < 1%.',
    'The job fails on: fail.',
    'Environment (names only): TREES.',
  ])
})

it('says of a comparison what is tolerated, and what was accepted with its reason', () => {
  const accept = [
    {
      stage: 'steady',
      metric: 'p95',
      upTo: 0.12,
      reason: 'new model',
      issue: '#12',
      until: '2026-12-31',
      text: 'p95 up to 12%',
    },
  ] as const
  const lines = linesOf(pairedResult([], { asked: { accept }, plan: pairedPlan({ rounds: 6 }) }))
  expect(lines).toContain('At most 6 rounds with a fresh start of both images each; budget 15m; seed 1.')
  expect(lines).toContain('Tolerance against the baseline: RPS 5%, p95 10%.')
  expect(lines).toContain('Accepted until 2026-12-31: steady: p95 up to 12%, because new model (#12).')
})

it('names headers and environment without their values', () => {
  const plan = planRecord()
  const [request] = plan.requests
  if (request === undefined) throw new Error('a plan without requests')
  const result = makeResult({
    plan: { ...plan, requests: [{ ...request, headerNames: ['Authorization'], keepAlive: false }] },
  })
  expect(linesOf(result)[1]).toBe(
    'Request predict: POST /predict, weight 1, body of 200 B, expects 2xx, timeout 10 s, a connection for each, headers Authorization.',
  )
})

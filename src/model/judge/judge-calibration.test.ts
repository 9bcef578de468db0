import { expect, it } from 'vitest'
import { type PairNumbers, pairedResult, rounds } from '../../../fixtures/pairs.ts'
import { plainText } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { judgeCalibration } from './judge-calibration.ts'
import { judge } from './verdict.ts'

const TOLERANCE = { rps: 0.05, p95: 0.05, startup: 0.05 }

function asked(numbers: readonly PairNumbers[]): Result {
  const result = pairedResult(numbers)
  return { ...result, asked: { ...result.asked, thresholds: [], tolerance: TOLERANCE } }
}

function controlOf(result: Result) {
  const quota = { stage: 'steady', usedCores: 1, cpus: 0.9 }
  return judgeCalibration({ equal: asked(rounds(6, 0)), control: { state: 'run', quota, result } }).control
}

it('a control is flagged by the RPS or a latency of a stage', () => {
  expect(controlOf(asked(rounds(6, 0.2)))).toMatchObject({
    state: 'flagged',
    check: { stage: 'steady', metric: 'rps' },
  })
})

it('a control is not flagged by its starts alone', () => {
  const equal = asked(rounds(6, 0))
  const evidence = equal.evidence.map((round, place) => ({
    ...round,
    starts: round.starts.map((start) =>
      start.state === 'ready' && start.side === 'candidate' ? { ...start, startupMs: 3000 + place } : start,
    ),
  }))
  const result = { ...equal, evidence }
  expect(judge(result).checks.find(({ metric }) => metric === 'startup')?.state).toBe('fail')
  expect(controlOf(result).state).toBe('missed')
})

it('a control is not flagged by its failures alone', () => {
  const failing = rounds(6, 0).map(({ candidate, baseline }) => ({
    candidate: candidate.map((stage) => ({ ...stage, unexpectedStatus: Math.ceil((stage.ok ?? 0) / 50) })),
    baseline,
  }))
  const result = asked(failing)
  expect(judge(result).checks.find(({ metric }) => metric === 'failures')?.state).toBe('fail')
  const control = controlOf(result)
  expect(control.state === 'missed' && plainText(control.why)).toContain('is ruled out')
})

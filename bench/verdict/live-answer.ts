import { judge } from '../../src/model/judge/verdict.ts'
import type { Plan } from '../../src/model/plan/plan.ts'
import type { Result } from '../../src/model/result/result.ts'
import { pairedGate } from '../../src/model/rounds/paired-gate.ts'
import { sift } from '../../src/model/rounds/sift-rounds.ts'
import type { Answer } from './ruling.ts'

/** What a tolerance is of: RPS of a closed loop, and the tail of a schedule. */
export type Tolerance = { readonly rps: number; readonly p95: number }

export type LiveAnswer = { readonly answer: Answer; readonly rounds: number }

/**
 * What the program itself answers, with its own loop and verdict: the rounds are given to it one by one until it would have stopped. `rounds`: how many counted by then.
 * The rounds may end before it is done; it then answers by what is there.
 */
export function liveAnswer(plan: Plan, result: Result, tolerance: Tolerance): LiveAnswer {
  const asked = { ...result.asked, tolerance }
  const next = pairedGate(plan, asked)
  const steps = result.evidence.map((_, place) => result.evidence.slice(0, place + 1))
  const stopped = steps.find((evidence) => 'done' in next(evidence)) ?? result.evidence
  const step = next(stopped)
  const ended = 'done' in step ? step.done : result.ended
  const { outcome, checks } = judge({ ...result, asked, evidence: stopped, ended })
  const slower = checks.some(({ kind, gating, state }) => kind === 'baseline' && gating && state === 'fail')
  const answer = slower ? 'slower' : outcome === 'pass' ? 'ruled-out' : 'cannot-tell'
  return { answer, rounds: sift(result.plan, stopped).kept.length }
}

import { invalidity } from '../doubt/validity.ts'
import { type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { noteBaselineMisses } from './baseline-misses.ts'
import type { Check } from './check.ts'
import { judgeComparison } from './judge-comparison.ts'
import { judgeTarget } from './judge-target.ts'
import { judgeThresholds } from './judge-thresholds.ts'
import { waive } from './waive.ts'

export type Outcome = 'pass' | 'fail' | 'inconclusive'
export type Verdict = {
  readonly outcome: Outcome
  readonly checks: readonly Check[]
  /** Why the measurement as a whole cannot be relied on; empty when it is valid. Only a valid one may become a baseline. */
  readonly invalid: readonly Words[]
  /** Whether any check could have decided. */
  readonly asked: boolean
}

/** The verdict on a result: every check, and what follows from the gating ones. A pass needs data: an invalid measurement never passes. */
export function judge(result: Result): Verdict {
  const counted = countedResult(result)
  const invalid = invalidity(counted)
  const compared = waive(judgeComparison(result, counted.evidence), result.asked.accept, result.finishedAt)
  const asked = [...noteBaselineMisses(judgeThresholds(counted), counted), ...compared]
  const checks = [...judgeTarget(counted), ...asked]
  const gating = checks.filter((check) => check.gating)
  if (invalid.length > 0 && gating.every((check) => check.state === 'pass' || check.state === 'accepted')) {
    checks.push(unreliable(invalid))
  }
  return { outcome: outcomeOf(checks), checks, invalid, asked: asked.some((check) => check.gating) }
}

/** Any `fail` fails; else anything unsettled is inconclusive; else it passes. */
function outcomeOf(checks: readonly Check[]): Outcome {
  const states = checks.filter((check) => check.gating).map((check) => check.state)
  if (states.includes('fail')) return 'fail'
  return states.every((state) => state === 'pass' || state === 'accepted') ? 'pass' : 'inconclusive'
}

function unreliable(invalid: readonly Words[]): Check {
  return {
    kind: 'target',
    stage: null,
    metric: null,
    state: 'no-data',
    gating: true,
    candidate: null,
    baseline: null,
    change: null,
    slowdown: null,
    limit: null,
    reason: words`the measurement is not valid: ${invalid[0] ?? ''}`,
  }
}

/** Exit codes of the command line (design: 0 pass or let through, 1 fail, 3 likely or inconclusive where `fail-on` asks for it). */
export type ExitCode = 0 | 1 | 3

/** What the job's status is to be, after `fail-on`. */
export function exitCode(verdict: Verdict, failOn: Result['asked']['failOn']): ExitCode {
  if (failOn === 'never' || verdict.outcome === 'pass') return 0
  if (verdict.outcome === 'fail') return 1
  if (failOn === 'inconclusive') return 3
  const likely = verdict.checks.some((check) => check.gating && check.state === 'likely')
  return failOn === 'likely' && likely ? 3 : 0
}

import type { FailOn } from '../config.ts'
import type { ExitCode, Outcome } from '../judge/verdict.ts'

/** What the job's status is to be: an answer that is "not found" fails, one that is still missing is inconclusive. */
export function capacityCode(outcome: Outcome, failOn: FailOn): ExitCode {
  if (failOn === 'never' || outcome === 'pass') return 0
  if (outcome === 'fail') return 1
  return failOn === 'inconclusive' ? 3 : 0
}

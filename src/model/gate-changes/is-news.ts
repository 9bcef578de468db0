import type { Outcome } from '../judge/verdict.ts'
import type { Result } from '../result/result.ts'
import { gateChangesOf } from './gate-changes-of.ts'

/**
 * Whether who wants to hear of failures alone wants to hear of a verdict. A gate that was loosened is news also where it passes: that may be why. So is one
 * that became another, as nobody can say that it was not, and one of which nobody knows what became of it. `result`: `null` where there is no gate behind it.
 */
export function isNews(outcome: Outcome, result: Gated | null): boolean {
  if (outcome !== 'pass') return true
  if (result === null) return false
  return result.gateUnknown !== null || gateChangesOf(result).some(({ direction }) => direction !== 'tightens')
}

type Gated = Pick<Result, 'gateBefore' | 'gateUnknown' | 'plan' | 'asked'>

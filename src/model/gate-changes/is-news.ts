import type { Outcome } from '../judge/verdict.ts'
import type { Result } from '../result/result.ts'
import { gateChangesOf } from './gate-changes-of.ts'

/**
 * Whether who wants to hear of failures alone wants to hear of a verdict. A gate that was loosened is news also where it passes: that may be why.
 * `result`: `null` where there is no gate behind it.
 */
export function isNews(outcome: Outcome, result: Pick<Result, 'gateBefore' | 'plan' | 'asked'> | null): boolean {
  if (outcome !== 'pass') return true
  return result !== null && gateChangesOf(result).some(({ direction }) => direction === 'loosens')
}

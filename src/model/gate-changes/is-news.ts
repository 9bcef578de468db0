import type { Outcome } from '../judge/verdict.ts'
import type { GateChange } from './gate-changes-record.ts'

/** Whether who wants to hear of failures alone wants to hear of a verdict. A gate that was loosened is news also where it passes: that may be why. */
export function isNews(outcome: Outcome, gateChanges: readonly GateChange[]): boolean {
  return outcome !== 'pass' || gateChanges.some(({ direction }) => direction === 'loosens')
}

import type { Result } from '../result/result.ts'
import { gateChangesOf } from './gate-changes-of.ts'

/** Whether the gate itself is another one than its base branch's; `null`: nobody knows. */
export function isGateChanged(result: Pick<Result, 'gateBefore' | 'gateUnknown' | 'plan' | 'asked'>): boolean | null {
  return gateChangesOf(result).length > 0 ? true : result.gateUnknown === null ? false : null
}

import type { Result } from '../result/result.ts'
import { gateChanges } from './gate-changes.ts'
import type { GateChange } from './gate-changes-record.ts'

/** How the gate of a run differs from the one that its baseline was stored by. */
export function gateChangesOf({ gateBefore, plan, asked }: Pick<Result, 'gateBefore' | 'plan' | 'asked'>) {
  return gateBefore === null ? NONE : gateChanges(gateBefore, { plan, asked })
}

const NONE: readonly GateChange[] = []

import type { Words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { describeUnknownGate } from '../unknown-gate.ts'
import { describeGateChanges } from './gate-changes.ts'
import { gateChangesOf } from './gate-changes-of.ts'

/** What there is to say of the gate itself: how it was changed, and why nobody knows for sure. Nothing for one that is as it was. */
export function describeGate(result: Pick<Result, 'gateBefore' | 'gateUnknown' | 'plan' | 'asked'>): readonly Words[] {
  const unknown = result.gateUnknown === null ? [] : [describeUnknownGate(result.gateUnknown)]
  return [...describeGateChanges(gateChangesOf(result)), ...unknown]
}

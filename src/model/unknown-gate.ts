import { type Words, words } from './outside.ts'

/** Said where nobody knows what the base branch asks: not known is not unchanged. */
export function describeUnknownGate(why: Words): Words {
  return words`Whether this change loosens the gate is not known: ${why}.`
}

import { outside, type Words, words } from '../model/outside.ts'
import type { Run } from './runs.ts'
import type { Origin } from './trust-origin.ts'

export function notAncestor({ headSha }: Run, { baseSha }: Origin): Words {
  return words`its commit ${outside(headSha.slice(0, 12))} is not part of the base ${outside(baseSha.slice(0, 12))}`
}

import { outside, type Words, words } from '../model/outside.ts'

export function notAncestor(sha: string, baseSha: string): Words {
  return words`its commit ${outside(sha.slice(0, 12))} is not part of the base ${outside(baseSha.slice(0, 12))}`
}

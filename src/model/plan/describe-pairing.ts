import { outside, type Words, words } from '../outside.ts'
import { describeLooks, firstLook } from '../rounds/looks.ts'
import { formatMs, formatMsRange } from '../units.ts'
import type { Plan } from './plan.ts'

/**
 * What a comparison of two images will take, before anything is started: load is planned, and what starts take is not known yet. Empty without one.
 * `beginning`: what is said of the other image.
 */
export function describePairing(
  { pairing, rounds, loadMs, budgetMs }: Plan,
  beginning: Words | null = null,
): readonly Words[] {
  if (pairing === null) return []
  const leastMs = (loadMs / rounds) * firstLook(rounds)
  const way = pairing.together
    ? 'both started fresh in every round and driven in turns'
    : 'one after the other in every round, as there is not the memory for both'
  return [
    words`${beginning ?? words`compared with image ${outside(pairing.image)}`}, ${way}: ${describeLooks(rounds)}, ${formatMsRange([leastMs, loadMs])} of load and what the starts take, at most ${formatMs(budgetMs)}`,
  ]
}

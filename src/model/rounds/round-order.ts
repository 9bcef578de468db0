import type { Side } from '../config.ts'
import { SeededRandom } from '../statistics/seeded-random.ts'

/**
 * Which side is first in a round: drawn by the seed, balanced in blocks of two rounds, so that whatever the first or the second place does to a side
 * falls out of the comparison. `round`: among those that count, from 1; one that is repeated keeps its order.
 */
export function sideOrder(seed: number, round: number): readonly [Side, Side] {
  const block = Math.floor((round - 1) / 2)
  const coin = new SeededRandom(seed, block).next() >>> 31 === 1
  const candidateFirst = coin === ((round - 1) % 2 === 0)
  return candidateFirst ? ['candidate', 'baseline'] : ['baseline', 'candidate']
}

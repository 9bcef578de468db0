import type { SeededRandom } from '../../model/statistics/seeded-random.ts'

/**
 * Picks places by weight at random, as Locust does for its users. A fixed sequence, as the closed loop has it, would let
 * all users that spawn together send the same request at the same moment for ever.
 */
export function weightedChoice(weights: readonly number[]): (random: SeededRandom) => number {
  let total = 0
  const upTo = weights.map((weight) => {
    total += weight
    return total
  })
  if (!(total > 0)) throw new RangeError('Requests to choose from need a weight above 0.')
  return (random) => {
    const at = random.unit() * total
    return upTo.findIndex((bound) => at < bound)
  }
}

/**
 * A deterministic order of weighted requests without end: smooth weighted round-robin. Each call gives the place of the
 * next request. Every request gains its weight, the richest is sent and pays the sum of all weights; so weights 3:1 give
 * A A B A, A A B A, and whole-number weights are met exactly after each round of their sum. The first of equals goes first.
 */
export function requestSequence(weights: readonly number[]): () => number {
  const credits = weights.map(() => 0)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return () => {
    let richest = 0
    for (let place = 0; place < weights.length; place++) {
      credits[place] = (credits[place] ?? 0) + (weights[place] ?? 0)
      if ((credits[place] ?? 0) > (credits[richest] ?? 0)) richest = place
    }
    credits[richest] = (credits[richest] ?? 0) - total
    return richest
  }
}

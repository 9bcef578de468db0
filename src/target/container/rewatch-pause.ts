import type { Ms } from '../../model/config.ts'

const FIRST_MS: Ms = 200
const LONGEST_MS: Ms = 5000

/**
 * How long to wait before a connection that broke is opened again: longer each time, as a proxy that ends long connections may end each at once; from the beginning again
 * after one that held. `beforeMs`: the pause before that connection; `null`: it was the first. `heldMs`: how long it held.
 */
export function rewatchPause(beforeMs: Ms | null, heldMs: Ms): Ms {
  return beforeMs === null || heldMs >= LONGEST_MS ? FIRST_MS : Math.min(2 * beforeMs, LONGEST_MS)
}

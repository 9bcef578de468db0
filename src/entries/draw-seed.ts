import { randomInt } from 'node:crypto'

/** A seed for a run whose configuration names none; it goes into the result, so that the run can be repeated. */
export function drawSeed(): number {
  return randomInt(2 ** 31)
}

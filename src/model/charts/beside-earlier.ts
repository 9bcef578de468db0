import type { Round } from '../evidence.ts'
import type { Result } from '../result/result.ts'
import { asSide } from './as-side.ts'

/** A result in which the candidate of an earlier one stands as the baseline, for charts only: nothing of it was measured side by side. */
export function besideEarlier(now: Result, before: Result): Result {
  const [later, earlier] = [asSide(now, 'candidate'), asSide(before, 'baseline')]
  const count = Math.max(later.evidence.length, earlier.evidence.length)
  const evidence = Array.from({ length: count }, (_, place): Round => {
    const starts = [later, earlier].flatMap((one) => one.evidence[place]?.starts ?? [])
    return { round: place + 1, ms: 0, starts }
  })
  return { ...later, evidence }
}

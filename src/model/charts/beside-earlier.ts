import type { Round, Start } from '../evidence.ts'
import type { Result } from '../result/result.ts'
import { countedResult } from '../rounds/sift-rounds.ts'

/** A result in which the candidate of an earlier one stands as the baseline, for charts only: nothing of it was measured side by side. */
export function besideEarlier(now: Result, before: Result): Result {
  const [later, earlier] = [candidates(now), candidates(before)]
  const count = Math.max(later.length, earlier.length)
  const evidence = Array.from({ length: count }, (_, place): Round => {
    const starts = [later[place], as('baseline', earlier[place])].filter((start) => start !== undefined)
    return { round: place + 1, ms: 0, starts }
  })
  return { ...now, comparison: { how: 'alone', why: null }, plan: { ...now.plan, pairing: null }, evidence }
}

/** The candidate's starts of the rounds that count. */
function candidates(result: Result): readonly Start[] {
  return countedResult(result).evidence.flatMap(({ starts }) => starts.filter(({ side }) => side === 'candidate'))
}

function as(side: Start['side'], start: Start | undefined): Start | undefined {
  return start && { ...start, side }
}

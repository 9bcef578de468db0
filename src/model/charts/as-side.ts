import type { Side } from '../config.ts'
import type { Result } from '../result/result.ts'
import { countedResult } from '../rounds/sift-rounds.ts'

/** A result in which its candidate stands alone as that side, by the rounds that count: for charts and tables in which it is shown with another result. */
export function asSide(result: Result, side: Side): Result {
  const evidence = countedResult(result)
    .evidence.map((round) => ({
      ...round,
      starts: round.starts.filter((start) => start.side === 'candidate').map((start) => ({ ...start, side })),
    }))
    .filter(({ starts }) => starts.length > 0)
  return { ...result, comparison: { how: 'alone', why: null }, plan: { ...result.plan, pairing: null }, evidence }
}

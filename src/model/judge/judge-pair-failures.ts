import { METRICS } from '../metrics/metrics.ts'
import { words } from '../outside.ts'
import { measuredStages, pooledView, stageViews } from '../result/views.ts'
import { FALSE_ALARM } from '../rounds/looks.ts'
import { attempts, failures } from '../samples.ts'
import { fisherP } from '../statistics/fisher.ts'
import type { Check } from './check.ts'
import type { PairInput } from './pair-cells.ts'

/**
 * Failures are compared on their own: a candidate that fails fast must not look faster. More of them in this many rounds, so that one burst
 * decides nothing.
 */
const ROUNDS_WITH_MORE = 2

/** A failed check for each stage in which the candidate failed more often than the baseline; none for the others. */
export function judgePairFailures(input: PairInput): readonly Check[] {
  const stages = measuredStages(input.plan)
  return stages.flatMap((stage): Check[] => {
    const count = (side: 'candidate' | 'baseline') => {
      const { merged } = pooledView(input, side, stage.name)
      return { events: failures(merged), trials: attempts(merged) }
    }
    const [now, before] = [count('candidate'), count('baseline')]
    const p = fisherP(before, now)
    if (p > FALSE_ALARM / stages.length || roundsWithMore(input, stage.name) < ROUNDS_WITH_MORE) return []
    const share = ({ events, trials }: typeof now) => events / trials
    return [
      {
        kind: 'baseline',
        stage: stage.name,
        metric: METRICS.failures.id,
        state: 'fail',
        gating: true,
        candidate: { state: 'value', value: share(now) },
        baseline: { state: 'value', value: share(before) },
        change: null,
        slowdown: null,
        limit: 'no more than the baseline',
        reason: words`fails more often than the baseline: ${now.events} of ${now.trials} requests, the baseline ${before.events} of ${before.trials}`,
      },
    ]
  })
}

function roundsWithMore(input: PairInput, stage: string): number {
  const shares = (side: 'candidate' | 'baseline') =>
    stageViews(input, side, stage).map(({ merged }) => failures(merged) / Math.max(1, attempts(merged)))
  const before = shares('baseline')
  return shares('candidate').filter((now, place) => now > (before[place] ?? 0)).length
}

import type { Threshold } from '../config.ts'
import { METRICS } from '../metrics/metrics.ts'
import { numeric } from '../metrics/value.ts'
import { words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { pooledView, stageSamples } from '../result/views.ts'
import type { Check } from './check.ts'
import { satisfies } from './judge-values.ts'

/**
 * The checks of thresholds, with a word on those that the baseline's image misses too, on this machine and in this run: such a limit says more about the machine
 * than about the change.
 */
export function noteBaselineMisses(checks: readonly Check[], result: Result): readonly Check[] {
  return checks.map((check) => {
    if (check.kind !== 'threshold' || !['fail', 'likely'].includes(check.state)) return check
    const threshold = result.asked.thresholds.find(
      ({ text, metric }) => text === check.limit && metric === check.metric,
    )
    if (threshold === undefined || !baselineMisses(result, threshold, check.stage)) return check
    return { ...check, reason: words`${check.reason}; the baseline misses this threshold too on this machine` }
  })
}

function baselineMisses(result: Result, { metric: id, op, limit }: Threshold, stage: string | null): boolean {
  if (stage === null || stageSamples(result, 'baseline', stage).length === 0) return false
  const metric = METRICS[id]
  const view = pooledView(result, 'baseline', stage)
  if (metric.kind === 'share') {
    const { events, trials } = metric.count(view)
    return trials > 0 && !satisfies(op, events / trials, limit)
  }
  if (metric.kind !== 'number' && metric.kind !== 'figure') return false
  const value = numeric(metric.of(view))
  return value !== null && !satisfies(op, value, limit)
}

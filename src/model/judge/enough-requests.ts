import type { MetricId } from '../metrics/metric-id.ts'
import { METRICS, type Metric } from '../metrics/metrics.ts'
import { type Words, words } from '../outside.ts'

/** The percentiles, the highest first, and from how many requests a round on each says something. */
const PERCENTILES: readonly { readonly id: MetricId; readonly requests: number }[] = [
  { id: 'p99', requests: 2000 },
  { id: 'p95', requests: 400 },
  { id: 'p90', requests: 150 },
  { id: 'p50', requests: 0 },
]

/** A metric that was asked for by its tolerance. */
export type AskedMetric = { readonly metric: Metric; readonly tolerance: number }

/** What is compared. `asked`: for which of those that were named it stands. */
export type UsedMetric = AskedMetric & { readonly asked: MetricId; readonly instead: Words | null }

export function isPercentile(id: MetricId): boolean {
  return PERCENTILES.some((percentile) => percentile.id === id)
}

/**
 * What is compared where a round has so many requests: of a percentile with too few the next one down that has enough. Several that come to the same are one, with the
 * least of their tolerances: twice the same check would only divide the level of a failure.
 */
export function withEnoughRequests(asked: readonly AskedMetric[], requests: number): readonly UsedMetric[] {
  const used = asked.map((one) => ({ ...one, asked: one.metric, metric: usedFor(one.metric, requests) }))
  const ids = [...new Set(used.map(({ metric }) => metric.id))]
  return ids.flatMap((id): UsedMetric[] => {
    const isItself = (one: (typeof used)[number]) => one.asked.id === id
    const same = used
      .filter(({ metric }) => metric.id === id)
      .sort((a, b) => a.tolerance - b.tolerance || Number(isItself(b)) - Number(isItself(a)))
    const others = same.filter((one) => !isItself(one)).map((one) => one.asked.label)
    const instead = words`${METRICS[id].label} instead of ${others.join(' and ')}: ${requests} requests a round`
    return same.slice(0, 1).map(({ metric, tolerance, asked: { id: named } }) => ({
      metric,
      tolerance,
      asked: named,
      instead: others.length === 0 ? null : instead,
    }))
  })
}

function usedFor(metric: Metric, requests: number): Metric {
  const named = PERCENTILES.findIndex(({ id }) => id === metric.id)
  const used = PERCENTILES.slice(named).find((percentile) => requests >= percentile.requests)
  return named < 0 || used === undefined ? metric : METRICS[used.id]
}

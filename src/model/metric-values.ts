import type { MetricId } from './metric-id.ts'
import { METRIC_IDS, METRICS, type Value } from './metrics.ts'
import type { Result } from './result.ts'
import { measuredStages, pooledView } from './views.ts'

/**
 * Every metric of every measured stage of the candidate over all rounds, in base units (per second, milliseconds, shares of 1);
 * `null` where there is none, or where a percentile is beyond a timeout.
 */
export function metricValues(result: Result): Readonly<Record<string, Partial<Record<MetricId, number | null>>>> {
  const stages = measuredStages(result.plan).map((stage) => {
    const pooled = pooledView(result, 'candidate', stage.name)
    const values = METRIC_IDS.flatMap((id): [MetricId, number | null][] => {
      const metric = METRICS[id]
      if (metric.kind === 'start') return []
      if (metric.kind === 'number') return [[id, known(metric.of(pooled))]]
      const { events, trials } = metric.count(pooled)
      return [[id, trials === 0 ? null : events / trials]]
    })
    return [stage.name, Object.fromEntries(values)] as const
  })
  return Object.fromEntries(stages)
}

function known(value: Value): number | null {
  return value.state === 'value' ? value.value : null
}

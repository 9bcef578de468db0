import type { Result } from '../result/result.ts'
import { measuredStages, pooledView, startupTimes } from '../result/views.ts'
import { mean } from '../statistics/statistics.ts'
import { countEvents } from './count-events.ts'
import type { MetricId } from './metric-id.ts'
import { METRIC_IDS, METRICS, type Metric } from './metrics.ts'
import type { StageView } from './stage-view.ts'
import type { Value } from './value.ts'

/**
 * Every metric of every measured stage of the candidate over all rounds, in base units (per second, milliseconds, shares of 1, bytes);
 * `null` where there is none, or where a percentile is beyond a timeout. What belongs to no stage (startup, the image's size) stands in each.
 */
export function metricValues(result: Result): Readonly<Record<string, Partial<Record<MetricId, number | null>>>> {
  const stages = measuredStages(result.plan).map((stage) => {
    const pooled = pooledView(result, 'candidate', stage.name)
    const values = METRIC_IDS.map((id) => [id, metricValue(result, METRICS[id], stage.name, pooled)])
    return [stage.name, Object.fromEntries(values)] as const
  })
  return Object.fromEntries(stages)
}

function metricValue(result: Result, metric: Metric, stage: string, pooled: StageView): number | null {
  switch (metric.kind) {
    case 'number':
    case 'figure':
      return known(metric.of(pooled))
    case 'share': {
      const { events, trials } = metric.count(pooled)
      return trials === 0 ? null : events / trials
    }
    case 'count':
      return known(countEvents(result, metric, stage))
    case 'start': {
      const times = startupTimes(result, 'candidate')
      return times.length === 0 ? null : mean(times)
    }
    case 'image':
      return metric.of(result.images.candidate)
  }
}

function known(value: Value): number | null {
  return value.state === 'value' ? value.value : null
}

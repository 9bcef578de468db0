import type { Stage } from '../config.ts'
import { appliesTo, type Metric } from '../metrics/metrics.ts'
import type { PlanRecord } from '../plan/plan.ts'
import { measuredStages } from '../result/views.ts'

/** The stages in which a metric is compared, in the order of the plan; none where it is not a number of a stage. */
export function comparedStages(plan: Pick<PlanRecord, 'stages'>, metric: Metric): readonly Stage[] {
  if (metric.kind !== 'number' && metric.kind !== 'figure') return []
  const stages = measuredStages(plan)
  // The kernel's mark is that since the start: what it is after the last stage, it is of all.
  if (metric.id === 'memory-peak') return stages.slice(-1)
  return stages.filter(({ load }) => appliesTo(metric, load))
}

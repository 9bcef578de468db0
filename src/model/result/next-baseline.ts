import type { MetricId } from '../metrics/metric-id.ts'
import { METRIC_IDS, METRICS } from '../metrics/metrics.ts'
import { numeric } from '../metrics/value.ts'
import { BASELINE_SCHEMA, type StoredBaseline, type StoredRun } from './baseline.ts'
import type { Result } from './result.ts'
import { measuredStages, stageViews, startupTimes } from './views.ts'

/** How many runs a baseline file remembers; the oldest falls out. */
const RUNS_KEPT = 5

/**
 * The baseline that a valid measurement leaves: its numbers added to those of the baseline before it, as long as these are of the same plan and machine class
 * (`keep`), else alone.
 */
export function nextBaseline(result: Result, keep: StoredBaseline | null, commit: string | null): StoredBaseline {
  const image = result.images.candidate
  const run: StoredRun = {
    at: result.finishedAt,
    commit,
    imageId: image.id,
    stages: Object.fromEntries(
      measuredStages(result.plan).map((stage) => [stage.name, roundValues(result, stage.name)]),
    ),
    startupMs: [...startupTimes(result, 'candidate')],
  }
  return {
    kind: 'perf-gate-baseline',
    schema: BASELINE_SCHEMA,
    perfGate: result.perfGate,
    image,
    plan: result.plan,
    machine: result.machine,
    asked: result.asked,
    runs: [...(keep?.runs ?? []), run].slice(-RUNS_KEPT),
  }
}

function roundValues(result: Result, stage: string): StoredRun['stages'][string] {
  const views = stageViews(result, 'candidate', stage)
  const entries = METRIC_IDS.flatMap((id): [MetricId, (number | null)[]][] => {
    const metric = METRICS[id]
    if (metric.kind !== 'number' && metric.kind !== 'figure') return []
    return [[id, views.map((view) => storable(numeric(metric.of(view))))]]
  })
  return Object.fromEntries(entries)
}

/** Zero and infinity have no logarithm and no place in JSON: a round like that has no value to compare with. */
function storable(value: number | null): number | null {
  return value === null || value <= 0 || !Number.isFinite(value) ? null : value
}

import type { Result } from '../result/result.ts'
import { type ReadyStart, readyStarts, stageRuns, watched } from '../result/views.ts'
import type { TargetFigures } from '../target-figures.ts'
import type { CountMetric } from './metrics.ts'
import { knownValue, noValue, type Value } from './value.ts'

/** How often something happened in all of the candidate's containers over all rounds: in one stage, or (`null`) from the start of each target to its end. */
export function countEvents(result: Result, metric: CountMetric, stage: string | null): Value {
  const stretches =
    stage === null
      ? readyStarts(result, 'candidate').map((start) => ({ start, figures: watched(start.life) }))
      : stageRuns(result, 'candidate', stage)
  if (stretches.length === 0) return noValue('not-run')
  const counts = stretches.map(({ start, figures }) => countOne(metric, figures, endedIn(start, stage)))
  const known = counts.filter((count) => count !== null)
  return known.length < counts.length ? noValue('no-figures') : knownValue(known.reduce((sum, count) => sum + count, 0))
}

/** A container's end is told by the engine, so that it counts also where its last figures were lost; `null`: not known. */
function countOne(metric: CountMetric, figures: TargetFigures | null, ending: ReadyStart['ending']): number | null {
  const ended = ending !== null && metric.endings.includes(ending.how) ? 1 : 0
  if (figures === null) return ended === 0 ? null : ended
  const containers = [...figures.replicas, ...(figures.balancer === null ? [] : [figures.balancer])]
  return Math.max(
    ended,
    containers.reduce((sum, container) => sum + metric.count(container), 0),
  )
}

/** A target that went away did so in the last stage that was begun. */
function endedIn(start: ReadyStart, stage: string | null): ReadyStart['ending'] {
  return stage === null || start.stages.at(-1)?.stage === stage ? start.ending : null
}

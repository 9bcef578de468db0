import { METRICS, printValue } from '../../src/model/metrics/metrics.ts'
import type { Result } from '../../src/model/result/result.ts'
import { measuredStages, pooledView } from '../../src/model/result/views.ts'

/** Two starts differ by a tenth or so, and p95 at a rate by more; what is beyond this was another image, or the machine was busy. */
const MOST_RATIO = 1.6

/** In which figures the run that a picture shows is far from the demo's, as one line each. Throws where the demo did not measure that image. */
export function farFromDemo(shown: Result, demo: Result): readonly string[] {
  const { candidate } = shown.images
  const side = (['candidate', 'baseline'] as const).find((one) => demo.images[one]?.id === candidate.id)
  if (side === undefined) throw new Error(`the demo has not measured ${candidate.reference}: run it again`)
  return measuredStages(demo.plan).flatMap(({ name }) =>
    (['rps', 'p95'] as const).flatMap((id) => {
      const metric = METRICS[id]
      if (metric.kind !== 'number') return []
      const seen = metric.of(pooledView(shown, 'candidate', name))
      const known = metric.of(pooledView(demo, side, name))
      const ratio = seen.state === 'value' && known.state === 'value' ? seen.value / known.value : Number.NaN
      if (ratio < MOST_RATIO && ratio > 1 / MOST_RATIO) return []
      return [`${name}: ${id} ${printValue(metric, seen)}, in the demo ${printValue(metric, known)}`]
    }),
  )
}

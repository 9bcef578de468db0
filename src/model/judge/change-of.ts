import type { Metric } from '../metrics/metrics.ts'
import type { Change } from './check.ts'

/** From logarithms of "worse by" back to a change of the metric itself, as a share; `null`: there is no bound. */
export function changeOf(
  { better }: Pick<Metric, 'better'>,
  estimate: number,
  { lower, upper }: { readonly lower: number | null; readonly upper: number | null },
): Change {
  const worse = better === 'lower' ? 1 : -1
  const back = (log: number | null) => (log === null ? null : Math.expm1(worse * log))
  const [low, high] = worse > 0 ? [lower, upper] : [upper, lower]
  return { estimate: Math.expm1(worse * estimate), lower: back(low), upper: back(high) }
}

import type { Metric } from '../metrics/metrics.ts'
import type { Change } from './check.ts'

/** From logarithms of "worse by" back to a change of the metric itself, as a share. */
export function changeOf(
  { better }: Pick<Metric, 'better'>,
  estimate: number,
  { lower, upper }: { readonly lower: number; readonly upper: number },
): Change {
  const worse = better === 'lower' ? 1 : -1
  const back = (log: number) => Math.expm1(worse * log)
  const [low, high] = worse > 0 ? [lower, upper] : [upper, lower]
  return { estimate: back(estimate), lower: back(low), upper: back(high) }
}

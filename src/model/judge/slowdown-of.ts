import type { Metric } from '../metrics/metrics.ts'

/** How much worse a change of the metric is, as a share (0.05: 5 % slower; negative: better). An RPS that falls by a tenth is slower by 11 %. */
export function slowdownOf({ better }: Pick<Metric, 'better'>, change: number): number {
  return better === 'lower' ? change : 1 / (1 + change) - 1
}

import { tQuantile } from '../src/model/statistics/statistics.ts'

export type RatioInterval = { readonly ratio: number; readonly low: number; readonly high: number }

/** The mean ratio of pairs that were measured side by side, with its 95 % t interval over their logarithms. One pair has no interval. */
export function ratioInterval(pairs: readonly (readonly [number, number])[]): RatioInterval {
  const logs = pairs.map(([above, below]) => Math.log(above / below))
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  if (logs.length < 2) return { ratio: Math.exp(mean), low: 0, high: Number.POSITIVE_INFINITY }
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1)
  const half = tQuantile(0.975, logs.length - 1) * Math.sqrt(variance / logs.length)
  return { ratio: Math.exp(mean), low: Math.exp(mean - half), high: Math.exp(mean + half) }
}

/** The geometric mean of what was measured again and again, with its interval in the same way. */
export function meanInterval(values: readonly number[]): RatioInterval {
  return ratioInterval(values.map((value) => [value, 1]))
}

/** In whole ones; without bounds where there are none. */
export function showMean({ ratio, low, high }: RatioInterval): string {
  const mean = String(Math.round(ratio))
  return Number.isFinite(high) ? `${mean} (${Math.round(low)} to ${Math.round(high)})` : mean
}

export function showRatio({ ratio, low, high }: RatioInterval): string {
  return `${ratio.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`
}

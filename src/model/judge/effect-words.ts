import type { Metric } from '../metrics/metrics.ts'
import { formatShare } from '../units.ts'

/** What a metric that got worse, and better, is called. */
export function effectWords({ id, unit }: Pick<Metric, 'id' | 'unit'>): readonly [string, string] {
  if (id === 'cpu-per-request') return ['costlier', 'cheaper']
  return WORDS_FOR[unit] ?? ['worse', 'better']
}

const WORDS_FOR: Readonly<Record<string, readonly [string, string]>> = {
  rate: ['slower', 'faster'],
  duration: ['slower', 'faster'],
  bytes: ['larger', 'smaller'],
}

/** The sizes that a comparison could have seen, from logarithms: being surely worse is not enough for a failure, so both are said. */
export function seenSizes(
  metric: Pick<Metric, 'id' | 'unit'>,
  { visible, regression }: { readonly visible: number; readonly regression: number },
): string {
  const [worse] = effectWords(metric)
  return `${formatShare(Math.expm1(visible))} as surely ${worse}, and ${formatShare(Math.expm1(regression))} as a regression`
}

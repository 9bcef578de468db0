export type Share = { readonly events: number; readonly trials: number; readonly low: number; readonly high: number }

/** z of a two-sided 95 % interval. */
const Z = 1.959963984540054

/** A share with its 95 % bounds by Wilson (1927): the shares that a score test of this size does not refuse. No trials: from 0 to 1. */
export function wilson(events: number, trials: number): Share {
  if (trials === 0) return { events, trials, low: 0, high: 1 }
  const share = events / trials
  const z2 = Z ** 2 / trials
  const centre = (share + z2 / 2) / (1 + z2)
  const half = (Z / (1 + z2)) * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials))
  return {
    events,
    trials,
    low: events === 0 ? 0 : centre - half,
    high: events === trials ? 1 : centre + half,
  }
}

/** `2 of 40 (1% to 17%)`; `-` where nothing was tried. */
export function showShare({ events, trials, low, high }: Share): string {
  if (trials === 0) return '-'
  const percent = (share: number) => `${Math.round(100 * share)}%`
  return `${events} of ${trials} (${percent(low)} to ${percent(high)})`
}

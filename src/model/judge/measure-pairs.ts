import { LAST_LOOKS, type Look } from '../rounds/looks.ts'
import { hodgesLehmann, pairedMean, smallestEffect } from '../statistics/paired-statistics.ts'
import { effectAt, POWER, roundsNeeded } from '../statistics/sensitivity.ts'
import { tQuantile } from '../statistics/statistics.ts'
import { countedRounds, type PairedCell } from './decide-pairs.ts'

/** What is to be said of one cell beside its answer. All numbers are logarithms of ratios; more is worse. */
export type PairedFigures = {
  /** Rounds that count, those without a ratio among them. */
  readonly rounds: number
  readonly estimate: number
  /** Standard deviation between rounds. */
  readonly spread: number
  /** Two-sided 95 % interval of the estimate. */
  readonly interval: { readonly lower: number; readonly upper: number }
  /** The smallest slowdown that 80 % of runs like this one call surely slower, and the smallest that they call slower than allowed, which is what fails. */
  readonly visible: number
  readonly regression: number
  /** Rounds of the next last look that would settle it; `null`: not even the most rounds would. */
  readonly needed: number | null
  /** What would have to be allowed for a pass after the most rounds; `null` where more than is allowed was seen. */
  readonly enough: number | null
  /** The mean is pulled by a few rounds. */
  readonly heavyNoise: boolean
}

const READING_CONFIDENCE = 0.975

/** The figures of a cell at its next look, or its last; `null` with fewer than two ratios. `checks`: among which the level of a failure is divided. */
export function measurePairs(cell: PairedCell, looks: readonly Look[], checks: number): PairedFigures | null {
  const { logRatios, allowed } = cell
  const rounds = countedRounds(cell)
  const look = looks.find((one) => one.rounds >= rounds) ?? looks.at(-1)
  if (logRatios.length < 2 || look === undefined) return null
  const mean = pairedMean(logRatios)
  const { estimate, standardError } = mean
  const spread = standardError * Math.sqrt(mean.rounds)
  const margin = tQuantile(READING_CONFIDENCE, mean.rounds - 1) * standardError
  const visible = smallestEffect(mean, look.failAlpha, POWER)
  const most = LAST_LOOKS.at(-1) ?? rounds
  return {
    rounds,
    estimate,
    spread,
    interval: { lower: estimate - margin, upper: estimate + margin },
    visible,
    regression: allowed + visible,
    needed: roundsNeeded(mean, allowed, { checks, after: rounds }),
    enough: estimate > allowed ? null : Math.max(estimate, 0) + effectAt({ spread, checks }, most, 'passAlpha'),
    heavyNoise: Math.abs(hodgesLehmann(logRatios) - estimate) > standardError,
  }
}

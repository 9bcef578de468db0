import type { PairedCell } from './decide-pairs.ts'
import type { Look } from './looks.ts'
import { hodgesLehmann, pairedMean, roundsNeeded, smallestEffect } from './paired-statistics.ts'
import { tQuantile } from './statistics.ts'

/** What is to be said of one cell beside its answer. All numbers are logarithms of ratios; more is worse. */
export type PairedFigures = {
  readonly rounds: number
  readonly estimate: number
  /** Standard deviation between rounds. */
  readonly spread: number
  /** Two-sided 95 % interval of the estimate. */
  readonly interval: { readonly lower: number; readonly upper: number }
  /** The smallest slowdown that these rounds can show. */
  readonly visible: number
  /** Rounds in all after which it would be decided; `null`: more than anybody can run. */
  readonly needed: number | null
  /** The mean is pulled by a few rounds. */
  readonly heavyNoise: boolean
}

const POWER = 0.8
const READING_CONFIDENCE = 0.975

/** The figures of a cell at its next look, or its last; `null` with fewer than two rounds. */
export function measurePairs({ logRatios, allowed }: PairedCell, looks: readonly Look[]): PairedFigures | null {
  const rounds = logRatios.length
  const look = looks.find((one) => one.rounds >= rounds) ?? looks.at(-1)
  if (rounds < 2 || look === undefined) return null
  const mean = pairedMean(logRatios)
  const { estimate, standardError } = mean
  const margin = tQuantile(READING_CONFIDENCE, rounds - 1) * standardError
  const alpha = estimate > allowed ? look.failAlpha : look.passAlpha
  return {
    rounds,
    estimate,
    spread: standardError * Math.sqrt(rounds),
    interval: { lower: estimate - margin, upper: estimate + margin },
    visible: smallestEffect(mean, look.failAlpha, POWER),
    needed: roundsNeeded(mean, allowed, { alpha, power: POWER }),
    heavyNoise: Math.abs(hodgesLehmann(logRatios) - estimate) > standardError,
  }
}

import { type StartCount, startsAtRate, startsOf } from './count-starts.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import type { Box } from './trial.ts'
import type { TrialView } from './view-trial.ts'

/** The answers without words, for programs: in requests per second, bytes and cores; `null` for what was not found or not asked for. */
export type AnswersInNumbers = {
  readonly knee: { readonly amount: number; readonly plateauRps: number } | null
  readonly within: { readonly amount: number; readonly rps: number } | null
  /** The truth lies between the two: `above` is the lowest rate that missed the thresholds. */
  readonly maxRate: {
    readonly perSecond: number
    readonly above: number | null
    readonly perSecondStarts: StartCount
    readonly aboveStarts: StartCount | null
  } | null
  readonly memoryFloor: { readonly bytes: number; readonly below: number | null } | null
  readonly recommendation: Choice | null
  readonly runnerUp: Choice | null
  readonly complete: boolean
}

/** A box, and the fresh starts by which it was chosen. */
type Choice = Box & { readonly starts: StartCount }

export function answersInNumbers(answers: CapacityAnswers): AnswersInNumbers {
  const { knee, maxRate, memoryFloor, table, complete, views } = answers
  return {
    knee: knee?.knee == null ? null : { amount: knee.knee.amount, plateauRps: knee.knee.plateauRps },
    within: knee?.within ?? null,
    maxRate: maxRate?.perSecond == null ? null : rateInNumbers(maxRate.perSecond, maxRate.above, views),
    memoryFloor:
      memoryFloor?.floorBytes == null ? null : { bytes: memoryFloor.floorBytes, below: memoryFloor.belowBytes },
    recommendation: choiceOf(table?.best, views),
    runnerUp: choiceOf(table?.runnerUp, views),
    complete,
  }
}

function rateInNumbers(
  perSecond: number,
  above: number | null,
  views: readonly TrialView[],
): NonNullable<AnswersInNumbers['maxRate']> {
  const aboveStarts = above === null ? null : startsAtRate(views, above)
  return { perSecond, above, perSecondStarts: startsAtRate(views, perSecond), aboveStarts }
}

function choiceOf(chosen: TrialView | null | undefined, views: readonly TrialView[]): Choice | null {
  return chosen == null ? null : { ...chosen.trial.box, starts: startsOf(chosen, views) }
}

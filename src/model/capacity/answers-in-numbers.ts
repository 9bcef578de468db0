import type { CapacityAnswers } from './judge-capacity.ts'
import type { Box } from './trial.ts'

/** The answers without words, for programs: in requests per second, bytes and cores; `null` for what was not found or not asked for. */
export type AnswersInNumbers = {
  readonly knee: { readonly amount: number; readonly plateauRps: number } | null
  readonly within: { readonly amount: number; readonly rps: number } | null
  readonly maxRate: { readonly perSecond: number; readonly above: number | null } | null
  readonly memoryFloor: { readonly bytes: number; readonly below: number | null } | null
  readonly recommendation: Box | null
  readonly runnerUp: Box | null
  readonly complete: boolean
}

export function answersInNumbers({ knee, maxRate, memoryFloor, table, complete }: CapacityAnswers): AnswersInNumbers {
  return {
    knee: knee?.knee == null ? null : { amount: knee.knee.amount, plateauRps: knee.knee.plateauRps },
    within: knee?.within ?? null,
    maxRate: maxRate?.perSecond == null ? null : { perSecond: maxRate.perSecond, above: maxRate.above },
    memoryFloor:
      memoryFloor?.floorBytes == null ? null : { bytes: memoryFloor.floorBytes, below: memoryFloor.belowBytes },
    recommendation: table?.best?.trial.box ?? null,
    runnerUp: table?.runnerUp?.trial.box ?? null,
    complete,
  }
}

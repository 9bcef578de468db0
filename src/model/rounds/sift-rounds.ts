import { machineDoubt } from '../doubt/validity.ts'
import type { Round } from '../evidence.ts'
import { outside, type Words, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import type { Result } from '../result/result.ts'
import { measuredStages } from '../result/views.ts'

/** A round that says nothing of its sides, and why. */
export type Dropped = { readonly round: number; readonly why: Words }

/** The rounds that count, and those that were run in vain. */
export type Sifted = { readonly kept: readonly Round[]; readonly dropped: readonly Dropped[] }

/** Rounds in which the machine or the generator, and not a side, was at its limit are dropped: all of the round, whatever its numbers are. */
export function sift(plan: PlanRecord, evidence: readonly Round[]): Sifted {
  const judged = evidence.map((round) => ({ round, why: roundDoubt(plan, round) }))
  return {
    kept: judged.flatMap(({ round, why }) => (why === null ? [round] : [])),
    dropped: judged.flatMap(({ round: { round }, why }) => (why === null ? [] : [{ round, why }])),
  }
}

/** The result with the rounds that count; with all of them where too many had to be dropped, as nothing is decided by them then. */
export function countedResult(result: Result): Result {
  if (result.ended === 'too-noisy') return result
  return { ...result, evidence: sift(result.plan, result.evidence).kept }
}

/** So many rounds may be repeated of a run of this many. */
export function mostDrops(rounds: number): number {
  return Math.ceil(rounds / 3)
}

/** The candidate could not be measured, and not by its own doing. */
function isHindered({ starts }: Round): boolean {
  const [candidate, baseline] = (['candidate', 'baseline'] as const).map((side) =>
    starts.find((start) => start.side === side),
  )
  if (candidate?.state !== 'ready' || baseline === undefined) return false
  const ownTrouble = candidate.ending !== null || candidate.probes.some(({ ok }) => !ok)
  if (ownTrouble) return false
  if (baseline.state === 'failed' || baseline.probes.some(({ ok }) => !ok)) return true
  return candidate.stages.some(({ ended }) => ended.how === 'aborted' && ended.why === 'other-side')
}

function roundDoubt(plan: PlanRecord, round: Round): Words | null {
  if (isHindered(round)) return words`the baseline's image did not start, answer or stay`
  // That the candidate died is no figure that a busy machine could have moved.
  if (round.starts.some((start) => start.side === 'candidate' && start.state === 'ready' && start.ending !== null))
    return null
  const alone = { evidence: [round] }
  for (const { side } of round.starts) {
    for (const stage of measuredStages(plan)) {
      const doubt = machineDoubt(alone, stage.name, side)
      if (doubt !== null) return words`stage ${outside(stage.name)}: ${doubt.reason}`
    }
  }
  return null
}

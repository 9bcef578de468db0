import type { Side } from '../config.ts'
import type { Round } from '../evidence.ts'
import { type Plan, recordPlan } from '../plan/plan.ts'
import type { Ended, Next } from './next.ts'
import { mostDrops, sift } from './sift-rounds.ts'

/** A plain gate: the planned number of rounds that count, unless one shows that further rounds would only repeat it. */
export function plainGate(plan: Plan): Next {
  const record = recordPlan(plan)
  return (evidence) => {
    const last = evidence.at(-1)
    const stop = last === undefined ? null : stopReason(last, plan.sides)
    if (stop !== null) return { done: stop }
    const { kept, dropped } = sift(record, evidence)
    if (kept.length >= plan.rounds) return { done: 'complete' }
    if (dropped.length > mostDrops(plan.rounds)) return { done: 'too-noisy' }
    return { step: { round: evidence.length + 1, sides: plan.sides, together: true } }
  }
}

/** Why further rounds would only repeat this one; of the starts of these sides. */
export function stopReason(round: Round, sides: readonly Side[]): Exclude<Ended, 'complete'> | null {
  for (const start of round.starts) {
    if (!sides.includes(start.side)) continue
    if (start.state === 'failed') return 'start-failed'
    if (start.probes.some((probe) => !probe.ok)) return 'unexpected-answer'
    const aborted = start.stages.find((stage) => stage.ended.how === 'aborted')
    if (aborted?.ended.how === 'aborted' && aborted.ended.why === 'time-limit') return 'time-limit'
    if (start.ending !== null) return 'target-gone'
    if (aborted?.ended.how !== 'aborted' || aborted.ended.why === 'other-side') continue
    return aborted.ended.why === 'interrupted' ? 'no-answers' : aborted.ended.why
  }
  return null
}

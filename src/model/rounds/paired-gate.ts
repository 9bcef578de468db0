import type { Round } from '../evidence.ts'
import { isDecided } from '../judge/judge-pairs.ts'
import { PLAIN_ROUNDS, type Plan, recordPlan } from '../plan/plan.ts'
import type { Asked } from '../result/asked.ts'
import { LAST_LOOKS } from './looks.ts'
import type { Ended, Next } from './next.ts'
import { isBudgetSpent, pairCourse } from './pair-course.ts'
import { stopReason } from './plain-gate.ts'
import { sideOrder } from './round-order.ts'
import { mostDrops, sift } from './sift-rounds.ts'

/**
 * Rounds of both images until the comparison is decided at one of its looks, the last look is reached, or the budget is spent. Where six rounds do not fit, or the
 * baseline's image cannot be measured, the candidate goes on alone, for its thresholds.
 * `until`: to learn the spread between rounds, all rounds are run whatever they show: those that stop early are the ones that happen to differ little.
 */
export function pairedGate(plan: Plan, asked: Asked, until: 'decided' | 'last-look' = 'decided'): Next {
  const record = recordPlan(plan)
  return (evidence) => {
    const stop = evidence.map((round) => stopReason(round, ['candidate'])).find((reason) => reason !== null)
    if (stop !== undefined && stop !== null) return { done: stop }
    const { kept, dropped } = sift(record, evidence)
    const course = pairCourse(record, evidence)
    const round = evidence.length + 1
    const isSpent = isBudgetSpent(record, evidence)
    if (course === null || course.state !== 'pairing') {
      if (kept.length >= PLAIN_ROUNDS || (kept.length > 0 && isSpent)) return { done: 'complete' }
      // Those of the comparison that was given up say nothing of the candidate alone.
      const alone = dropped.filter((drop) => evidence.some((one) => one.round === drop.round && isAlone(one)))
      if (alone.length > mostDrops(PLAIN_ROUNDS)) return { done: 'too-noisy' }
      return { step: { round, sides: ['candidate'], together: true } }
    }
    const done = pairingDone(kept, course.last)
    if (done !== null) return { done }
    if (dropped.length > mostDrops(course.last)) return { done: 'too-noisy' }
    if (isSpent) return { done: 'complete' }
    // Balanced over the rounds that count: one that was dropped is repeated in its own order.
    const sides = sideOrder(plan.seed, kept.length + 1)
    return { step: { round, sides, together: plan.pairing?.together ?? false } }
  }

  function pairingDone(kept: readonly Round[], last: number): Ended | null {
    if (kept.length >= last) return 'complete'
    const isLook = until === 'decided' && LAST_LOOKS.includes(kept.length)
    return isLook && isDecided({ plan: record, evidence: kept, asked }, last) ? 'complete' : null
  }
}

function isAlone({ starts }: Round): boolean {
  return starts.every(({ side }) => side === 'candidate')
}

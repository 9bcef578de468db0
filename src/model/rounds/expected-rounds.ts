import type { Round } from '../evidence.ts'
import { PLAIN_ROUNDS, type PlanRecord } from '../plan/plan.ts'
import { pairCourse } from './pair-course.ts'
import { sift } from './sift-rounds.ts'

/** Rounds that a run has in all, those that were dropped among them, as far as its evidence says; a comparison may be decided earlier. */
export function expectedRounds(plan: PlanRecord, evidence: readonly Round[]): number {
  const course = pairCourse(plan, evidence)
  const needed = course === null ? plan.rounds : course.state === 'pairing' ? course.last : PLAIN_ROUNDS
  return evidence.length + Math.max(1, needed - sift(plan, evidence).kept.length)
}

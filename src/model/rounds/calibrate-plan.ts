import type { Config } from '../config.ts'
import type { Round } from '../evidence.ts'
import { type MachineMemory, type PairPlan, pairPlan } from '../plan/pair-plan.ts'
import { type Plan, recordPlan } from '../plan/plan.ts'
import type { Next } from './next.ts'
import { pairCourse } from './pair-course.ts'

/** The plan by which an image is measured against itself: that of a paired gate, with one image on both sides. */
export function equalPlan(plain: Plan, config: Config, memory: MachineMemory): PairPlan {
  return pairPlan(plain, config, config.target.image, memory)
}

/** The same plan with less CPU for the candidate: `cpus` for each replica. Throws where the plan has one side. */
export function controlPlan(equal: Plan, cpus: number): Plan {
  if (equal.pairing === null) throw new Error('a control needs two sides')
  return { ...equal, pairing: { ...equal.pairing, candidateCpus: cpus } }
}

/** The same `next`, which is over where the sides cannot be compared: a candidate alone shows nothing here. */
export function onlyPaired(plan: Plan, next: Next): Next {
  const record = recordPlan(plan)
  return (evidence: readonly Round[]) =>
    pairCourse(record, evidence)?.state === 'pairing' ? next(evidence) : { done: 'complete' }
}

import { type Machine, machineClass } from '../machine.ts'
import { joinWords, words } from '../outside.ts'
import type { PlanRecord } from '../plan/plan.ts'
import { planDifferences } from '../plan/plan-differences.ts'
import type { Lookup, StoredBaseline } from '../result/baseline.ts'

/** The lookup as today's plan can use it: numbers that another plan gave are no baseline for this one. */
export function comparable(lookup: Lookup, plan: PlanRecord): Lookup {
  if (lookup.state !== 'found') return lookup
  const differences = planDifferences(lookup.baseline.plan, plan)
  if (differences.length === 0) return lookup
  const why = words`it was measured with another plan (${joinWords(differences, '; ')})`
  return { state: 'unusable', where: lookup.where, why }
}

/** The baseline whose runs the next one goes on from: same plan, same class of machine. */
export function continued(lookup: Lookup, machine: Machine): StoredBaseline | null {
  if (lookup.state !== 'found') return null
  return machineClass(lookup.baseline.machine) === machineClass(machine) ? lookup.baseline : null
}

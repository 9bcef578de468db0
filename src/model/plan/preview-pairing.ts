import type { Config } from '../config.ts'
import type { Machine } from '../machine.ts'
import { type Words, words } from '../outside.ts'
import { describePairing } from './describe-pairing.ts'
import { pairPlan } from './pair-plan.ts'
import type { Plan } from './plan.ts'

/** What will be compared with, as far as the configuration alone says it: nothing has been looked up or pulled. */
export function previewPairing(plain: Plan, config: Config, machine: Pick<Machine, 'memoryBytes'>): readonly Words[] {
  const { compare, image } = config.baseline
  if (compare === 'none') return [words`compared with nothing`]
  if (compare === 'stored') return [words`compared with the numbers of a stored baseline, where there is one`]
  const paired = pairPlan(plain, config, image ?? '', machine)
  if (paired.state === 'not-paired') return [words`compared with no image: ${paired.why}`]
  return describePairing(paired.plan, image === null ? words`where a baseline is found, compared with its image` : null)
}

import type { Config } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import type { Comparison } from '../model/judge/comparison.ts'
import { type Words, words } from '../model/outside.ts'
import { pairPlan } from '../model/plan/pair-plan.ts'
import type { Plan } from '../model/plan/plan.ts'
import type { Testbed } from '../ports.ts'
import type { FoundBaseline } from './find-baseline.ts'

export type Chosen = { readonly comparison: Comparison; readonly plan: Plan }

/**
 * Whether both images are measured, now that it is known which there are. Throws SetupError where a paired comparison was asked for by name and
 * cannot be made.
 */
export function chooseComparison(
  config: Config,
  plain: Plan,
  { image, noImage }: Pick<FoundBaseline, 'image' | 'noImage'>,
  testbed: Testbed,
): Chosen {
  const alone = (why: Words | null, advice = NAME_IMAGE): Chosen => {
    if (config.baseline.compare === 'paired') refuse(why ?? words`there is no baseline and no "baseline.image"`, advice)
    return { comparison: { how: 'alone', why }, plan: plain }
  }
  if (image === null) return alone(noImage)
  const missing = testbed.unavailable.get('baseline')
  if (missing !== undefined) return alone(words`the baseline's image cannot be had: ${missing}`)
  const [candidate, baseline] = [testbed.images.get('candidate'), testbed.images.get('baseline')]
  if (candidate !== undefined && candidate.id === baseline?.id)
    return { comparison: { how: 'same-image' }, plan: plain }
  const paired = pairPlan(plain, config, image.reference, {
    ...testbed.machine,
    freeBytes: testbed.freeMemoryBytes,
  })
  return paired.state === 'paired'
    ? { comparison: { how: 'paired' }, plan: paired.plan }
    : alone(paired.why, RAISE_ROUNDS)
}

const NAME_IMAGE = words`Name the image to compare with by "baseline.image", or set "baseline.compare" to auto.`
const RAISE_ROUNDS = words`Raise "rounds", leave it out, or set "baseline.compare" to auto.`

function refuse(why: Words, advice: Words): never {
  throw new SetupError(words`"baseline.compare" is paired, but ${why}`, advice)
}

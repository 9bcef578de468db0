import type { Config } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import { comparable } from '../model/judge/comparable.ts'
import { outside, type Words, words } from '../model/outside.ts'
import type { PlanRecord } from '../model/plan/plan.ts'
import type { Lookup } from '../model/result/baseline.ts'
import { type BaselineImage, imageOfBaseline, type WantedImage } from '../model/result/baseline-image.ts'
import type { GateBefore } from '../model/result/result.ts'
import type { BaselineStore, Log } from '../ports.ts'

/** What there is to compare with: numbers that this plan can use, and an image. */
export type FoundBaseline = {
  readonly lookup: Lookup
  readonly image: WantedImage | null
  /** Why the image of the baseline that was found is not run; `null` where there is nothing to say. */
  readonly noImage: Words | null
  readonly gateBefore: GateBefore | null
  /** Why that is not known although it matters; `null`: nothing to say. */
  readonly gateUnknown: Words | null
}

export type BaselineWorld = {
  readonly baselines: BaselineStore
  readonly log: Log
  /** Of the base branch, which has nobody to be held against. */
  readonly saveBaseline: boolean
}

/** Looks the baseline up. Numbers of another plan are no baseline; the image of another plan is. Throws SetupError where one is required and none can be used. */
export async function findBaseline(
  { baselines, log, saveBaseline }: BaselineWorld,
  config: Config,
  plan: PlanRecord,
): Promise<FoundBaseline> {
  const isCompared = config.baseline.compare !== 'none'
  const found = isCompared ? await baselines.find(config) : await findQuietly(baselines, config)
  const stored: Lookup = isCompared ? found : { state: 'off' }
  const lookup = comparable(stored, plan)
  const chosen = wantedImage(config, stored)
  const image = chosen?.state === 'wanted' ? chosen.image : null
  if (image === null) tellUnusable(lookup, config, log)
  if (config.baseline.require && image === null && (lookup.state === 'missing' || lookup.state === 'off')) {
    const where = lookup.state === 'missing' ? words` at ${lookup.where}` : words``
    throw new SetupError(
      words`There is no baseline${where}, and "baseline.require" is set`,
      words`Store one from a run of the base branch, or give its file by "baseline.path" or its image by "baseline.image".`,
    )
  }
  const gate = await baselines.findGate(config, found)
  if (!isCompared && gate.lookup.state === 'missing')
    log.say(words`No baseline yet that says what the base branch asks.`)
  return {
    lookup,
    image,
    noImage: chosen?.state === 'none' ? chosen.why : null,
    gateBefore: gateOf(gate.lookup),
    gateUnknown: saveBaseline ? null : (gate.doubt ?? whyUnknown(gate.lookup)),
  }
}

/** A gate that compares with nothing still says how it was changed, which may be just that; a baseline that is no good is then no error. */
async function findQuietly(baselines: BaselineStore, config: Config): Promise<Lookup> {
  try {
    return await baselines.find(config)
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    return { state: 'unusable', where: outside(config.baseline.path ?? ''), why: error.text }
  }
}

/** `null`: it is known, or there is nothing that could be: the base branch has stored no baseline of this workflow's gates. */
function whyUnknown(found: Lookup): Words | null {
  switch (found.state) {
    case 'found':
    case 'off':
      return null
    case 'missing':
      return found.others === true
        ? words`the base branch has stored baselines of other gates of this workflow and none of this one, which is new or had another name there`
        : null
    case 'unusable':
      return words`the baseline at ${found.where} that says what the base branch asks cannot be used: ${found.why}`
  }
}

function gateOf(stored: Lookup): GateBefore | null {
  return stored.state === 'found' ? { plan: stored.baseline.plan, asked: stored.baseline.asked ?? null } : null
}

/** `null`: no image was asked for, or none was ever measured. */
function wantedImage({ baseline, target }: Config, stored: Lookup): BaselineImage | null {
  if (baseline.compare === 'stored' || baseline.compare === 'none') return null
  if (baseline.image !== null) {
    return { state: 'wanted', image: { reference: baseline.image, pull: 'missing', named: true } }
  }
  return stored.state === 'found' ? imageOfBaseline(stored.baseline.image, target.image, baseline) : null
}

/** Numbers that cannot be used, where there is no image to measure in their place either. Throws SetupError where a baseline is required. */
export function tellUnusable(lookup: Lookup, { baseline }: Config, log: Log): void {
  if (lookup.state !== 'unusable') return
  const sentence = words`The baseline at ${lookup.where} cannot be used: ${lookup.why}`
  if (baseline.require) {
    throw new SetupError(
      sentence,
      words`"baseline.require" is set. Store a new one from a run of the base branch (--save-baseline).`,
    )
  }
  log.warn(words`${sentence}. Thresholds decide.`)
}

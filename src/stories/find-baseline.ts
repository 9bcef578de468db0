import type { Lookup } from '../model/baseline.ts'
import { comparable } from '../model/comparable.ts'
import type { Config } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import { words } from '../model/outside.ts'
import type { PlanRecord } from '../model/plan.ts'
import type { BaselineStore, Log } from '../ports.ts'

/** What there is to compare with: numbers that this plan can use, and an image. */
export type FoundBaseline = { readonly lookup: Lookup; readonly image: WantedImage | null }

/** The baseline's image as it is to be had. One that was named has to be there; one that a baseline file speaks of may be gone. */
export type WantedImage = { readonly reference: string; readonly pull: 'missing' | 'never'; readonly named: boolean }

/** Looks the baseline up. Numbers of another plan are no baseline; the image of another plan is. Throws SetupError where one is required and none can be used. */
export async function findBaseline(
  { baselines, log }: { readonly baselines: BaselineStore; readonly log: Log },
  config: Config,
  plan: PlanRecord,
): Promise<FoundBaseline> {
  const stored = await baselines.find(config)
  const lookup = comparable(stored, plan)
  const image = wantedImage(config, stored)
  if (image === null) tellUnusable(lookup, config, log)
  if (config.baseline.require && image === null && (lookup.state === 'missing' || lookup.state === 'off')) {
    const where = lookup.state === 'missing' ? words` at ${lookup.where}` : words``
    throw new SetupError(
      words`There is no baseline${where}, and "baseline.require" is set`,
      words`Store one from a run of the base branch, or give its file by "baseline.path" or its image by "baseline.image".`,
    )
  }
  return { lookup, image }
}

function wantedImage({ baseline }: Config, stored: Lookup): WantedImage | null {
  if (baseline.compare === 'stored' || baseline.compare === 'none') return null
  if (baseline.image !== null) return { reference: baseline.image, pull: 'missing', named: true }
  if (stored.state !== 'found') return null
  const { digest, id } = stored.baseline.image
  // An id means nothing to a registry; a digest means the same image everywhere.
  return digest === null
    ? { reference: id, pull: 'never', named: false }
    : { reference: digest, pull: 'missing', named: false }
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

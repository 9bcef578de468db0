import type { Config, Ms, Side, TargetSpec } from '../model/config.ts'
import type { Plan } from '../model/plan/plan.ts'
import { peakConcurrency } from '../model/plan/stage-load.ts'
import type { WantedImage } from '../model/result/baseline-image.ts'
import type { SitePlan } from '../ports.ts'
import type { World } from './world.ts'

export type SiteFacts = {
  readonly image: WantedImage | null
  readonly secrets: readonly string[]
  readonly startedAt: Date
  /** Measurements that follow each other on the site. */
  readonly measurements: number
}

/** What has to be there before the first start. */
export function planSite(
  { runId }: Pick<World, 'runId'>,
  config: Config,
  plain: Plan,
  { image, secrets, startedAt, measurements }: SiteFacts,
): SitePlan {
  const images = new Map<Side, TargetSpec>([['candidate', config.target]])
  if (image !== null) images.set('baseline', { ...config.target, image: image.reference, pull: image.pull })
  const longestMs: Ms = measurements * Math.max(plain.timeLimitMs, 2 * plain.budgetMs)
  return {
    runId,
    images,
    optional: image === null || image.named ? [] : ['baseline'],
    dependencies: config.dependencies,
    peakConnections: Math.max(...plain.stages.map(({ load }) => peakConcurrency(load))),
    secrets,
    deadlineEpochMs: startedAt.getTime() + longestMs + HOUR_MS,
  }
}

/** Pulls are not bounded by the time limit; this is how long they may take before another run may think that this one is dead. */
const HOUR_MS = 60 * 60_000

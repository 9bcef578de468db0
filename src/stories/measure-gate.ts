import type { Config } from '../model/config.ts'
import { isImageId, repositoryOf } from '../model/image-reference.ts'
import { secretsOf } from '../model/mask.ts'
import type { Plan } from '../model/plan/plan.ts'
import type { Asked } from '../model/result/asked.ts'
import type { Result } from '../model/result/result.ts'
import { pairedGate } from '../model/rounds/paired-gate.ts'
import { plainGate } from '../model/rounds/plain-gate.ts'
import { chooseComparison } from './choose-comparison.ts'
import { type FoundBaseline, tellUnusable } from './find-baseline.ts'
import { measurePlan } from './measure-plan.ts'
import { planSite } from './plan-site.ts'
import type { World } from './world.ts'

/** Measures what is to be measured: the candidate alone, or beside the baseline's image where that can be had. */
export async function measureGate(
  world: World,
  config: Config,
  plain: Plan,
  baseline: FoundBaseline,
): Promise<{ readonly result: Result; readonly plan: Plan }> {
  const { lookup, image, gateBefore, gateUnknown } = baseline
  const startedAt = world.clock.date()
  const secrets = secretsOf(config.target, config.requests)
  const site = planSite(world, config, plain, { image, secrets, startedAt, measurements: 1 })
  await using testbed = await world.log.group('Target', () => world.targets.prepare(site, world))
  const { comparison, plan } = chooseComparison(config, plain, baseline, testbed)
  if (image !== null && comparison.how === 'alone') tellUnusable(lookup, config, world.log)
  const asked = askedOf(config)
  const next = plan.pairing === null ? plainGate(plan) : pairedGate(plan, asked)
  const order = { plan, comparison, asked, lookup, gateBefore, gateUnknown, next, secrets, startedAt }
  return { result: await measurePlan(world, testbed, order), plan }
}

function askedOf({ thresholds, baseline, failOn, accept, rounds, budgetMs }: Config): Asked {
  const { tolerance, stored, compare, require, path } = baseline
  const image =
    baseline.image === null ? null : isImageId(baseline.image) ? 'an image id' : repositoryOf(baseline.image)
  const how = { compare, require, rounds, budgetMs, image, byFile: path !== null }
  return { thresholds, tolerance, stored, failOn, accept, ...how }
}

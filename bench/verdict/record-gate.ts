import { drawSeed } from '../../src/entries/draw-seed.ts'
import { createLoad } from '../../src/load/worker-load.ts'
import type { Config } from '../../src/model/config.ts'
import type { Round } from '../../src/model/evidence.ts'
import { equalAsked } from '../../src/model/judge/calibration.ts'
import { plainText } from '../../src/model/outside.ts'
import { pairPlan } from '../../src/model/plan/pair-plan.ts'
import { makePlan, type Plan, recordPlan } from '../../src/model/plan/plan.ts'
import type { Result } from '../../src/model/result/result.ts'
import type { Next } from '../../src/model/rounds/next.ts'
import { pairedGate } from '../../src/model/rounds/paired-gate.ts'
import { sideOrder } from '../../src/model/rounds/round-order.ts'
import { sift } from '../../src/model/rounds/sift-rounds.ts'
import type { RunId, Scope, Targets, Testbed } from '../../src/ports.ts'
import { measurePlan } from '../../src/stories/measure-plan.ts'
import { planSite } from '../../src/stories/plan-site.ts'
import { WORKER_URL } from '../ours/run-job.ts'

/** What a benchmark of whole gates needs of the world. */
export type GateWorld = Scope & { readonly targets: Targets; readonly runId: RunId }

/** A testbed with both images, and the plan that is measured on it. */
export type GateSite = {
  readonly world: GateWorld
  readonly testbed: Testbed
  readonly config: Config
  readonly seed: number
}

/** Prepares the testbed of one gate, does what is to be done on it, and leaves nothing behind. */
export async function onSite<T>(world: GateWorld, config: Config, body: (site: GateSite) => Promise<T>): Promise<T> {
  const seed = drawSeed()
  const image = { reference: config.baseline.image ?? config.target.image, pull: 'never', named: true } as const
  const startedAt = world.clock.date()
  const facts = { image, secrets: [], startedAt, measurements: 3 }
  const site = planSite(world, config, makePlan(config, seed), facts)
  await using testbed = await world.targets.prepare(site, world)
  return await body({ world, testbed, config, seed })
}

/** The plan of both sides, as a gate makes it. Throws where the machine or the numbers do not allow it. */
export function sitePlan({ config, seed, testbed }: GateSite, other: Config = config): Plan {
  const made = pairPlan(makePlan(other, seed), other, other.baseline.image ?? other.target.image, testbed.machine)
  if (made.state === 'not-paired') throw new Error(plainText(made.why))
  return made.plan
}

/** Measures a plan with the program's own loop. */
export async function measureOn({ world, testbed, config }: GateSite, plan: Plan, next: Next): Promise<Result> {
  return await measurePlan(
    { ...world, perfGate: '0.0.0-bench', command: [], openLoad: async () => createLoad({ workerUrl: WORKER_URL }) },
    testbed,
    {
      plan,
      comparison: { how: 'paired' },
      asked: equalAsked(config),
      lookup: { state: 'off' },
      gateBefore: null,
      gateUnknown: null,
      next,
      secrets: [],
      startedAt: world.clock.date(),
    },
  )
}

/** All rounds of a gate, whatever they show; `rounds`: fewer of them that count, for a try. */
export function allRounds(plan: Plan, config: Config, rounds: number): Next {
  const next = pairedGate(plan, equalAsked(config), 'last-look')
  const record = recordPlan(plan)
  return (evidence) => (sift(record, evidence).kept.length >= rounds ? { done: 'complete' } : next(evidence))
}

/** One round of both sides. */
export function oneRound({ seed }: Plan): Next {
  return (evidence: readonly Round[]) =>
    evidence.length > 0 ? { done: 'complete' } : { step: { round: 1, sides: sideOrder(seed, 1), together: true } }
}

import { measure } from '../measure/measure.ts'
import { withTimeLimit } from '../measure/time-limit.ts'
import type { Comparison } from '../model/judge/comparison.ts'
import { describePairing } from '../model/plan/describe-pairing.ts'
import { describePlan } from '../model/plan/describe-plan.ts'
import { type Plan, recordPlan } from '../model/plan/plan.ts'
import { decodeResult, encodeResult, type Result } from '../model/result/result.ts'
import type { Next } from '../model/rounds/next.ts'
import type { Scope, Testbed } from '../ports.ts'
import { keepApart } from './keep-apart.ts'
import { tellCourse } from './tell-course.ts'
import type { World } from './world.ts'

/** What a measurement needs of the world. */
export type MeasureWorld = Scope & Pick<World, 'runId' | 'perfGate' | 'command' | 'openLoad'>

export type Order = {
  readonly plan: Plan
  readonly comparison: Comparison
  readonly asked: Result['asked']
  readonly lookup: Result['lookup']
  readonly gateBefore: Result['gateBefore']
  readonly gateUnknown: Result['gateUnknown']
  readonly next: Next
  readonly secrets: readonly string[]
  readonly startedAt: Date
}

/** Measures one plan and gives the result as it reads back from its file: what is judged is what was written. */
export async function measurePlan(world: MeasureWorld, testbed: Testbed, order: Order): Promise<Result> {
  const { plan, comparison, asked, lookup, gateBefore, gateUnknown, secrets, startedAt } = order
  await world.log.group('Plan', async () => {
    for (const line of [...describePlan(plan), ...describePairing(plan)]) world.log.say(line)
  })
  await using load = await world.openLoad()
  const generatorCores = await keepApart(load, plan.target, world)
  const record = recordPlan(plan)
  const next = tellCourse(record, order.next, world.log)
  const { evidence, ended } = await world.log.group('Load', () =>
    withTimeLimit(world, plan.timeLimitMs, (scope) =>
      measure({ plan, testbed, load, generatorCores, secrets }, next, scope),
    ),
  )
  const result: Result = {
    perfGate: world.perfGate,
    command: world.command,
    runId: world.runId,
    startedAt: startedAt.toISOString(),
    finishedAt: world.clock.date().toISOString(),
    machine: testbed.machine,
    images: imagesOf(testbed),
    comparison,
    plan: record,
    defaultLimits: plan.target.defaultLimits,
    generatorCores,
    evidence,
    ended,
    asked,
    lookup,
    gateBefore,
    gateUnknown,
  }
  return decodeResult(encodeResult(result, {}))
}

function imagesOf({ images }: Testbed): Result['images'] {
  const candidate = images.get('candidate')
  if (candidate === undefined) throw new Error('the testbed has no candidate image')
  return { candidate, baseline: images.get('baseline') ?? null }
}

import type { Config } from '../model/config.ts'
import { SetupError } from '../model/errors.ts'
import {
  type Calibration,
  type Control,
  controlAsked,
  decodeCalibration,
  encodeCalibration,
  equalAsked,
} from '../model/judge/calibration.ts'
import { controlQuota } from '../model/judge/control-quota.ts'
import { judge } from '../model/judge/verdict.ts'
import { secretsOf } from '../model/mask.ts'
import { outside, type Words, words } from '../model/outside.ts'
import { makePlan, type Plan } from '../model/plan/plan.ts'
import type { Result } from '../model/result/result.ts'
import { controlPlan, equalPlan, onlyPaired } from '../model/rounds/calibrate-plan.ts'
import { pairCourse } from '../model/rounds/pair-course.ts'
import { pairedGate } from '../model/rounds/paired-gate.ts'
import { sift } from '../model/rounds/sift-rounds.ts'
import { STOP_WORDS } from '../model/stop-words.ts'
import { formatCores } from '../model/units.ts'
import type { Testbed } from '../ports.ts'
import { type Calibrated, concludeCalibration } from './conclude-calibration.ts'
import { type MeasureWorld, measurePlan } from './measure-plan.ts'
import { planSite } from './plan-site.ts'
import { keepResult, publish } from './publish.ts'
import { refuseUnjudged } from './refuse-unjudged.ts'
import type { World } from './world.ts'

export type CalibrateWorld = MeasureWorld & Pick<World, 'seed' | 'readConfig' | 'targets' | 'keepResult' | 'outputs'>

/**
 * Measures one image against itself, as a paired gate would, and then against itself with less CPU, which has to be found slower.
 * A control that was not found is a value. Throws ConfigError or SetupError where nothing could be learnt; nothing is left running.
 */
export async function calibrate(world: CalibrateWorld): Promise<Calibrated> {
  const measured = await measureBoth(world, world.readConfig())
  const text = encodeCalibration(measured)
  await keepResult(world, text)
  const calibrated = concludeCalibration(decodeCalibration(text))
  await publish(world, calibrated.report, calibrated.calibration.equal)
  return calibrated
}

async function measureBoth(world: CalibrateWorld, config: Config): Promise<Calibration> {
  const plain = makePlan(config, world.seed)
  const secrets = secretsOf(config.target, config.requests)
  // Held by the candidate's pull already, and the same image whatever becomes of its tag meanwhile.
  const image = { reference: config.target.image, pull: 'missing', named: true } as const
  const startedAt = world.clock.date()
  const site = planSite(world, config, plain, { image, secrets, startedAt, measurements: 2 })
  await using testbed = await world.log.group('Target', () => world.targets.prepare(site, world))
  const plan = planOf(config, plain, testbed)
  const bench = { world, testbed, secrets }

  world.log.say(words`The image against itself:`)
  const asked = equalAsked(config)
  const equal = await measureSides(bench, plan, asked, 'last-look')
  // Kept before the control, which may not come to its end.
  await keepResult(world, encodeCalibration({ equal, control: { state: 'not-run', why: 'interrupted' } }))
  refuseUnjudged(equal, plan)
  refuseUnusable(equal)
  return { equal, control: await measureControl(bench, plan, equal) }
}

type Bench = { readonly world: CalibrateWorld; readonly testbed: Testbed; readonly secrets: readonly string[] }

async function measureControl(bench: Bench, plan: Plan, equal: Result): Promise<Control> {
  const quota = controlQuota(equal)
  if (quota === null) return { state: 'not-run', why: 'no-figures' }
  const { stage, usedCores, cpus } = quota
  bench.world.log.say(
    words`Control: the image used ${formatCores(usedCores)} CPU in stage ${outside(stage)}; with ${formatCores(cpus)} it has to be found slower:`,
  )
  const result = await measureSides(bench, controlPlan(plan, cpus), controlAsked(equal.asked), 'decided')
  return { state: 'run', quota, result }
}

/** Both sides of one image in rounds, until the comparison is decided or to its last look. */
async function measureSides(
  { world, testbed, secrets }: Bench,
  plan: Plan,
  asked: Result['asked'],
  until: 'decided' | 'last-look',
): Promise<Result> {
  return await measurePlan(world, testbed, {
    plan,
    comparison: { how: 'paired' },
    asked,
    lookup: { state: 'off' },
    gateBefore: null,
    gateUnknown: null,
    next: onlyPaired(plan, pairedGate(plan, asked, until)),
    secrets,
    startedAt: world.clock.date(),
  })
}

function planOf(config: Config, plain: Plan, testbed: Testbed): Plan {
  const memory = { ...testbed.machine, freeBytes: testbed.freeMemoryBytes }
  const paired = equalPlan(plain, config, memory)
  if (paired.state === 'paired') return paired.plan
  throw new SetupError(
    words`Nothing can be calibrated: ${paired.why}`,
    words`Calibrate with "rounds: 6" or more (--rounds 6), or without "rounds".`,
  )
}

/** What does not hold against itself tells nothing about noise. */
function refuseUnusable(equal: Result): void {
  const course = pairCourse(equal.plan, equal.evidence)
  if (course !== null && course.state !== 'pairing') {
    throw new SetupError(
      words`The image cannot be compared with itself: ${course.why}`,
      course.state === 'too-long'
        ? words`Raise "budget", or plan shorter stages.`
        : words`Make sure that the image starts and answers under these limits, also twice at the same time.`,
    )
  }
  if (equal.ended === 'complete') return
  const noisy = equal.ended === 'too-noisy'
  const reason = noisy ? sift(equal.plan, equal.evidence).dropped.at(-1)?.why : whatBroke(equal)
  throw new SetupError(
    words`Nothing can be calibrated, because ${STOP_WORDS[equal.ended]}${reason === undefined ? '' : words`: ${reason}`}`,
    noisy
      ? words`Calibrate on a machine on which nothing else runs: what is learnt there holds for gates on the same kind of machine.`
      : words`Run a plain gate first ("perf-gate run"): what fails there has to be mended before.`,
  )
}

function whatBroke(equal: Result): Words | undefined {
  return judge(equal).checks.find(({ kind, state }) => kind === 'target' && state === 'fail')?.reason
}

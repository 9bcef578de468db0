import { measure } from '../measure/measure.ts'
import { withTimeLimit } from '../measure/time-limit.ts'
import type { Capacity, CapacityQuestion } from '../model/capacity/capacity.ts'
import { capacityCourse } from '../model/capacity/capacity-course.ts'
import { encodeCapacity } from '../model/capacity/capacity-file.ts'
import { describeCapacityPlan } from '../model/capacity/describe-plan.ts'
import { describeTrial } from '../model/capacity/describe-trial.ts'
import type { CapacityAnswers } from '../model/capacity/judge-capacity.ts'
import { nextTrial } from '../model/capacity/next-trial.ts'
import { readCapacity } from '../model/capacity/read-capacity.ts'
import { refuseTooLarge } from '../model/capacity/refuse-too-large.ts'
import { resumeFrom } from '../model/capacity/resume.ts'
import {
  type CapacityEnded,
  type CapacityNext,
  isSameStep,
  type Trial,
  type TrialStep,
} from '../model/capacity/trial.ts'
import { capacityPlan, heaviestStages, trialPlan } from '../model/capacity/trial-plan.ts'
import { searchesOf } from '../model/capacity/usual-capacity.ts'
import { viewTrial } from '../model/capacity/view-trial.ts'
import type { Config } from '../model/config.ts'
import { secretsOf } from '../model/mask.ts'
import { outside, words } from '../model/outside.ts'
import { describePlan } from '../model/plan/describe-plan.ts'
import { type Plan, recordPlan } from '../model/plan/plan.ts'
import { plainGate } from '../model/rounds/plain-gate.ts'
import { formatMs } from '../model/units.ts'
import type { Load, Scope, Testbed } from '../ports.ts'
import { keepApart } from './keep-apart.ts'
import type { MeasureWorld } from './measure-plan.ts'
import { openFile } from './open-file.ts'
import { planSite } from './plan-site.ts'
import { keepResult } from './publish.ts'
import { trialProgress } from './trial-progress.ts'
import type { World } from './world.ts'

export type CapacityWorld = MeasureWorld &
  Pick<World, 'seed' | 'readConfig' | 'targets' | 'keepResult' | 'outputs'> & {
    /** The text of the file that an earlier run has left, and its name; `null`: none, or it is not to be used. */
    readonly earlier: () => Promise<{ readonly text: string; readonly name: string } | null>
    /** A fingerprint of what the plan does not say of how each configuration is set up. */
    readonly setup: string
    /** Keeps every trial for spreadsheets. */
    readonly keepTrials: (answers: CapacityAnswers) => Promise<void>
  }

/** Measures what the searches ask for, one configuration after the other, and keeps each as soon as it is there. */
export async function measureCapacity(world: CapacityWorld, config: Config): Promise<Capacity> {
  const startedAt = world.clock.date()
  const secrets = secretsOf(config.target, config.requests)
  const plain = capacityPlan(config, world.seed)
  const peak = { ...plain, stages: heaviestStages(plain.stages, searchesOf(config)) }
  const site = planSite(world, config, peak, { image: null, secrets, startedAt, measurements: 1 })
  await using testbed = await world.log.group('Target', () => world.targets.prepare(site, world))
  const asked = questionOf(world, config, plain, testbed)
  refuseTooLarge(asked)
  const earlier = await goOn(world, asked)
  // The same sequences of requests and arrivals before and after an interruption.
  const plan: Plan = { ...plain, seed: earlier?.plan.seed ?? plain.seed }
  const question = { ...asked, plan: recordPlan(plan) }
  await tellPlan(world, question, plan)
  await using load = await world.openLoad()
  const generatorCores = await keepApart(load, plan.target, world)
  const capacity = (trials: readonly Trial[], ended: CapacityEnded | null): Capacity => ({
    ...question,
    perfGate: world.perfGate,
    runId: world.runId,
    command: world.command,
    startedAt: earlier?.startedAt ?? startedAt.toISOString(),
    finishedAt: world.clock.date().toISOString(),
    defaultLimits: plan.target.defaultLimits,
    generatorCores,
    trials,
    ended,
  })
  const keep = (trials: readonly Trial[]) => keepResult(world, encodeCapacity(capacity(trials, null), {}))
  const kept = { before: earlier?.trials ?? [], keep }
  const { trials, ended } = await world.log.group('Load', () =>
    withTimeLimit(world, plan.timeLimitMs, (scope) =>
      search({ plan, testbed, load, generatorCores, secrets }, question, kept, scope),
    ),
  )
  return capacity(trials, ended)
}

function questionOf({ setup }: CapacityWorld, config: Config, plain: Plan, testbed: Testbed): CapacityQuestion {
  const { thresholds, baseline, failOn } = config
  return {
    image: imageOf(testbed),
    machine: testbed.machine,
    plan: recordPlan(plain),
    asked: { thresholds, tolerance: baseline.tolerance, stored: baseline.stored, failOn, accept: [] },
    searches: searchesOf(config),
    setup,
  }
}

function imageOf({ images }: Testbed): CapacityQuestion['image'] {
  const image = images.get('candidate')
  if (image === undefined) throw new Error('the testbed has no candidate image')
  return image
}

/** The earlier run that can be gone on with; `null`: this one begins anew. */
async function goOn(world: CapacityWorld, question: CapacityQuestion): Promise<Capacity | null> {
  const found = await world.earlier()
  if (found === null) return null
  const opened = openFile({ state: 'text', text: found.text }, readCapacity)
  if (opened.state === 'bad') {
    world.log.warn(words`${outside(found.name)} cannot be gone on with and will be replaced: ${opened.why}`)
    return null
  }
  const resume = resumeFrom(opened.capacity, question)
  if (resume.state === 'go-on') {
    const { trials } = resume.earlier
    const ms = trials.reduce((sum, trial) => sum + trial.ms, 0)
    world.log.say(
      words`Going on with ${outside(found.name)}: ${trials.length} configurations are measured already (${formatMs(ms)}, which count in the budget)`,
    )
    // Values are not kept, so that nobody can tell whether they are the same.
    if (question.plan.envNames.length > 0)
      world.log.say(
        words`Where a value of "target.env" has changed since, begin anew (--fresh): values are not compared`,
      )
    return resume.earlier
  }
  if (resume.why !== null)
    world.log.warn(
      words`The earlier run in ${outside(found.name)} is not gone on with and will be replaced: ${resume.why}`,
    )
  return null
}

async function tellPlan({ log }: Scope, question: CapacityQuestion, plan: Plan): Promise<void> {
  await log.group('Plan', async () => {
    const lines = [
      ...describePlan(plan).slice(0, -1),
      ...describeCapacityPlan(question, plan.target.ready.withinMs, plan.timeLimitMs),
    ]
    for (const line of lines) log.say(line)
  })
}

type Bench = {
  readonly plan: Plan
  readonly testbed: Testbed
  readonly load: Load
  readonly generatorCores: readonly number[] | null
  readonly secrets: readonly string[]
}

type Kept = { readonly before: readonly Trial[]; readonly keep: (trials: readonly Trial[]) => Promise<void> }

/** The loop: asks `next` for a configuration, measures it, adds what it gave. What the time limit cut off is not added. */
async function search(
  bench: Bench,
  question: CapacityQuestion,
  { before, keep }: Kept,
  scope: Scope,
): Promise<{ readonly trials: readonly Trial[]; readonly ended: CapacityEnded }> {
  const next: CapacityNext = nextTrial(question)
  const trials = [...before]
  for (;;) {
    const wish = next(trials)
    if ('done' in wish) return { trials, ended: wish.done }
    const course = capacityCourse(question, trials, wish.step)
    const again = trials.filter((trial) => isSameStep(trial, wish.step)).length
    const trial = await runTrial(bench, question, wish.step, again, trialProgress(scope, course)).catch(
      (error: unknown) => {
        if (trials.length > 0)
          scope.log.say(
            words`${trials.length} ${trials.length === 1 ? 'configuration is' : 'configurations are'} kept: the same run in the same folder goes on from there`,
          )
        throw error
      },
    )
    if (trial.ended === 'time-limit') return { trials, ended: 'time-limit' }
    trials.push(trial)
    await keep(trials)
    scope.log.say(describeTrial(viewTrial(question, trial)))
  }
}

/** One configuration, measured as a gate of one image would be: rounds that say nothing are dropped and repeated. */
async function runTrial(
  bench: Bench,
  { searches }: CapacityQuestion,
  step: TrialStep,
  again: number,
  scope: Scope,
): Promise<Trial> {
  const fromMs = scope.clock.now()
  const plan = trialPlan(bench.plan, searches, step, again)
  const { evidence, ended } = await measure({ ...bench, plan }, plainGate(plan), scope)
  return { ...step, rounds: evidence, ended, ms: scope.clock.now() - fromMs }
}

import { measure, TimeLimitReached } from '../measure.ts'
import type { Lookup } from '../model/baseline.ts'
import { comparable, continued } from '../model/comparable.ts'
import type { Config, Ms } from '../model/config.ts'
import { adviseEnding, describeEnding } from '../model/endings.ts'
import { SetupError } from '../model/errors.ts'
import { makeReport } from '../model/make-report.ts'
import { secretsOf } from '../model/mask.ts'
import { nextBaseline } from '../model/next-baseline.ts'
import { outside, type Words, words } from '../model/outside.ts'
import { plainGate } from '../model/plain-gate.ts'
import { describePlan, makePlan, type Plan, type PlanRecord, recordPlan } from '../model/plan.ts'
import type { Report } from '../model/report.ts'
import { decodeResult, encodeResult, type Result } from '../model/result.ts'
import { formatMs } from '../model/units.ts'
import { judge, type Verdict } from '../model/verdict.ts'
import type { BaselineStore, Load, Output, RunId, Scope, Targets } from '../ports.ts'

/** Everything that a gate needs from outside. */
export type World = Scope & {
  readonly runId: RunId
  readonly perfGate: string
  readonly commit: string | null
  /** Drawn for this run; a seed in the configuration wins. */
  readonly seed: number
  /** A base-branch run or `--save-baseline`: the baseline is written also where there is one already. */
  readonly saveBaseline: boolean
  readonly readConfig: () => Config
  readonly targets: Targets
  readonly openLoad: () => Promise<Load>
  readonly baselines: BaselineStore
  /** Keeps the result for later, whatever becomes of it: the result file. */
  readonly keepResult: (text: string) => Promise<void>
  readonly outputs: readonly Output[]
}

export type Finished = { readonly result: Result; readonly verdict: Verdict; readonly report: Report }

/**
 * Gates one image: reads the config, measures the image under its limits, judges it, and reports.
 * A failed gate is a value. Throws ConfigError or SetupError when it could not be judged, and the signal's reason when interrupted; nothing is left running.
 */
export async function gate(world: World): Promise<Finished> {
  const config = world.readConfig()
  const plan = makePlan(config, world.seed)
  const lookup = await findBaseline(world, config, recordPlan(plan))
  await world.log.group('Plan', async () => {
    for (const line of describePlan(plan)) world.log.say(line)
  })

  const measured = await runPlan(world, config, plan, lookup)
  const verdict = judge(measured)
  await keepResult(world, encodeResult(measured, { outcome: verdict.outcome, checks: verdict.checks }))
  refuseUnjudged(measured, plan)

  const report = makeReport(measured, verdict)
  await publish(world, report, measured)
  await saveBaseline(world, config, measured, verdict)
  return { result: measured, verdict, report }
}

async function findBaseline(world: World, config: Config, plan: PlanRecord): Promise<Lookup> {
  const lookup = comparable(await world.baselines.find(config), plan)
  if (lookup.state === 'unusable') {
    const sentence = words`The baseline at ${lookup.where} cannot be used: ${lookup.why}`
    if (config.baseline.require)
      throw new SetupError(
        sentence,
        words`"baseline.require" is set. Store a new one from a run of the base branch (--save-baseline).`,
      )
    world.log.warn(words`${sentence}. Thresholds decide.`)
  }
  if (config.baseline.require && (lookup.state === 'missing' || lookup.state === 'off')) {
    const where = lookup.state === 'missing' ? words` at ${lookup.where}` : words``
    throw new SetupError(
      words`There is no baseline${where}, and "baseline.require" is set`,
      words`Store one from a run of the base branch, or give its file by "baseline.path".`,
    )
  }
  return lookup
}

/** Measures the plan and gives the result as it reads back from its file: what is judged is what was written. */
async function runPlan(world: World, config: Config, plan: Plan, lookup: Lookup): Promise<Result> {
  const startedAt = world.clock.date()
  const deadlineEpochMs = startedAt.getTime() + plan.timeLimitMs + HOUR_MS
  const secrets = secretsOf(config.target, config.requests)
  await using testbed = await world.log.group('Target', () =>
    world.targets.prepare(
      { runId: world.runId, images: new Map([['candidate', config.target]]), secrets, deadlineEpochMs },
      world,
    ),
  )
  await using load = await world.openLoad()
  const { evidence, ended } = await world.log.group('Load', () =>
    withTimeLimit(world, plan.timeLimitMs, (scope) =>
      measure({ plan, testbed, load, secrets }, plainGate(plan), scope),
    ),
  )
  const candidate = testbed.images.get('candidate')
  if (candidate === undefined) throw new Error('the testbed has no candidate image')
  const result: Result = {
    perfGate: world.perfGate,
    runId: world.runId,
    startedAt: startedAt.toISOString(),
    finishedAt: world.clock.date().toISOString(),
    machine: testbed.machine,
    images: { candidate },
    plan: recordPlan(plan),
    defaultLimits: config.target.defaultLimits,
    evidence,
    ended,
    asked: {
      thresholds: config.thresholds,
      tolerance: config.baseline.tolerance,
      stored: config.baseline.stored,
      failOn: config.failOn,
    },
    lookup,
  }
  return decodeResult(encodeResult(result, {}))
}

/** Pulls are not bounded by the time limit; this is how long they may take before another run may think that this one is dead. */
const HOUR_MS = 60 * 60_000

/** Runs the body with a signal that is also aborted, by `TimeLimitReached`, when the time is up. */
async function withTimeLimit<T>(world: World, limitMs: Ms, body: (scope: Scope) => Promise<T>): Promise<T> {
  const limit = new AbortController()
  const finished = new AbortController()
  const timer = world.clock.sleep(limitMs, finished.signal).then(
    () => limit.abort(new TimeLimitReached(limitMs)),
    () => undefined, // finished in time
  )
  try {
    return await body({ clock: world.clock, log: world.log, signal: AbortSignal.any([world.signal, limit.signal]) })
  } finally {
    finished.abort()
    await timer
  }
}

/** A result that cannot be written does not undo the measurement. */
async function keepResult(world: World, text: string): Promise<void> {
  try {
    await world.keepResult(text)
  } catch (error) {
    world.log.warn(words`The result file could not be written: ${outside(messageOf(error))}`)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** A start that failed or a plan that was cut short by the clock is no verdict on the image's speed. */
function refuseUnjudged(result: Result, plan: Plan): void {
  if (result.ended === 'time-limit') {
    throw new SetupError(
      words`The time limit of ${formatMs(plan.timeLimitMs)} was reached in round ${result.evidence.length} of ${plan.rounds}`,
      words`Raise "time-limit", or plan fewer rounds or shorter stages; ${formatMs(plan.loadMs)} of load are planned.`,
    )
  }
  for (const round of result.evidence) {
    for (const start of round.starts) {
      if (start.state === 'ready') continue
      const sentence = words`The target did not start (round ${round.round}): ${describeEnding(start.ending, result.plan)}`
      throw new SetupError(sentence, adviseEnding(start.ending), { lastLines: start.ending.lastLines })
    }
  }
}

/** Every output gets its turn; one that fails is a warning and changes nothing. */
async function publish(world: World, report: Report, result: Result): Promise<void> {
  for (const output of world.outputs) {
    const why = await output.publish(report, result, world).then(
      (published): Words | null => (published.state === 'refused' ? published.why : null),
      (error: unknown): Words => words`${outside(messageOf(error))}`,
    )
    if (why !== null) world.log.warn(words`The ${output.name} could not be written: ${why}`)
  }
}

/** Only a valid measurement becomes a baseline; whether it passed does not matter. */
async function saveBaseline(world: World, config: Config, result: Result, verdict: Verdict): Promise<void> {
  const wanted = world.saveBaseline || result.lookup.state === 'missing'
  if (config.baseline.path === null || !wanted) return
  if (verdict.invalid.length > 0) {
    world.log.warn(words`No baseline was stored: ${verdict.invalid[0] ?? ''}`)
    return
  }
  const baseline = nextBaseline(result, continued(result.lookup, result.machine), world.commit)
  const saved = await world.baselines.save(config, baseline)
  if (saved.state === 'saved') world.log.say(words`Baseline stored in ${{ outside: saved.where }}`)
  else world.log.warn(words`The baseline could not be stored: ${saved.why}`)
}

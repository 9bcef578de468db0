import type { Side } from '../model/config.ts'
import type { Probe, Round, Start } from '../model/evidence.ts'
import { specOf } from '../model/plan/plan.ts'
import { loadTls } from '../model/plan/reaching.ts'
import type { ReadyStart } from '../model/result/views.ts'
import type { Step } from '../model/rounds/next.ts'
import { withoutSeries } from '../model/target-figures.ts'
import type { Scope, StartOutcome, Target } from '../ports.ts'
import type { Bench, Driven, Live, RoundBench, StageRun } from './bench.ts'
import { runStages } from './run-stages.ts'

/** One fresh start of every side of the step, with all stages run on it. What was started is gone on return. */
export async function runRound(bench: RoundBench, step: Step, scope: Scope): Promise<Round> {
  const fromMs = scope.clock.now()
  const groups = step.together ? [step.sides] : step.sides.map((side) => [side])
  const starts: Start[] = []
  for (const sides of groups)
    starts.push(...(await runTogether(bench, sides, { round: step.round, earlier: starts }, scope)))
  return { round: step.round, starts, ms: scope.clock.now() - fromMs }
}

/** Sides that live at the same time: all are started at once, and the stages are run on them in turns. */
async function runTogether(
  bench: RoundBench,
  sides: readonly Side[],
  of: Pick<Driven, 'round' | 'earlier'>,
  scope: Scope,
): Promise<readonly Start[]> {
  await using started = new AsyncDisposableStack()
  bench.progress.starting()
  const startCallMs = scope.clock.now()
  const outcomes = await startAll(bench, sides, started, scope)
  const lives = outcomes.flatMap(({ side, outcome }): Live[] =>
    outcome.state === 'ready' ? [{ side, target: outcome.target }] : [],
  )
  const all = lives.length === sides.length
  if (all) bench.progress.ready(lives)
  const alive = AbortSignal.any([scope.signal, ...lives.map(({ target }) => target.gone)])
  const probes = all ? await probeAll(bench, lives, alive) : new Map<Side, readonly Probe[]>()
  const answered = all && [...probes.values()].flat().every((probe) => probe.ok)
  const runs = answered ? await runStages(bench, { ...of, lives, alive }, scope) : new Map<Side, readonly StageRun[]>()
  return await Promise.all(
    outcomes.map(async ({ side, outcome }): Promise<Start> => {
      if (outcome.state === 'failed') return { side, state: 'failed', ending: outcome.ending }
      const known = { side, probes: probes.get(side) ?? [], runs: runs.get(side) ?? [] }
      return await recordStart(outcome.target, known, startCallMs, scope)
    }),
  )
}

type Outcome = { readonly side: Side; readonly outcome: StartOutcome }

/** Whatever became ready goes to the stack, also when another start throws. */
async function startAll(
  { testbed, plan }: Bench,
  sides: readonly Side[],
  started: AsyncDisposableStack,
  scope: Scope,
): Promise<readonly Outcome[]> {
  const startOne = async (side: Side): Promise<Outcome> => {
    const outcome = await testbed.start(side, specOf(plan, side), scope)
    if (outcome.state === 'ready') started.use(outcome.target)
    return { side, outcome }
  }
  if (plan.pairing?.startsInTurn === true) {
    const outcomes: Outcome[] = []
    for (const side of sides) outcomes.push(await startOne(side))
    return outcomes
  }
  const settled = await Promise.allSettled(sides.map(startOne))
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

async function probeAll(
  { load, plan, secrets }: Bench,
  lives: readonly Live[],
  alive: AbortSignal,
): Promise<ReadonlyMap<Side, readonly Probe[]>> {
  const probes = new Map<Side, readonly Probe[]>()
  for (const { side, target } of lives) {
    const [endpoint] = target.endpoints
    if (endpoint === undefined) throw new Error('a ready target has no endpoint')
    const { requests, target: spec } = plan
    probes.set(side, await load.probe({ endpoint, requests, tls: loadTls(spec), secrets }, alive))
  }
  return probes
}

type Known = { readonly side: Side; readonly probes: readonly Probe[]; readonly runs: readonly StageRun[] }

async function recordStart(target: Target, known: Known, startCallMs: number, scope: Scope): Promise<Start> {
  const { side, probes, runs } = known
  return {
    side,
    state: 'ready',
    startupMs: target.startupMs,
    limits: target.limits,
    balancerLimits: target.balancerLimits,
    route: target.route,
    probes,
    stages: runs.map(({ samples }) => samples),
    figures: runs.map(({ figures }) => figures),
    life: withoutSeries(await target.figures(startCallMs, scope.clock.now())),
    ...(await lastWords(target, runs, scope)),
  }
}

/** A service that fails and lives on says why in its log, which is gone with it. */
async function lastWords(
  target: Target,
  runs: readonly StageRun[],
  { signal }: Scope,
): Promise<Pick<ReadyStart, 'ending' | 'logs'>> {
  const ending = await target.ending()
  const isAsked = ending === null && !signal.aborted && runs.some(hasFailures)
  return { ending, logs: isAsked ? await target.logs() : [] }
}

function hasFailures({ samples }: StageRun): boolean {
  return samples.perRequest.some(
    (one) => one.unexpectedStatus + one.failedExpectation + one.timeouts + one.connectionErrors > 0,
  )
}

import { chooseEngine } from './model/choose-engine.ts'
import type { Ms, Ramp, Rate, Side, Stage } from './model/config.ts'
import type { Round, Start } from './model/evidence.ts'
import { maskExamples } from './model/mask.ts'
import type { Ended, Next, Step } from './model/plain-gate.ts'
import type { Plan } from './model/plan.ts'
import type { AbortReason, StageSamples } from './model/samples.ts'
import { plannedStageMs } from './model/stage-load.ts'
import { threadsFor } from './model/threads.ts'
import type { Load, LoadJob, LoadProgress, Scope, Target, Testbed } from './ports.ts'

/** Resolution of the recorded curves. */
const WINDOW_MS = 250

/** What a measurement works on. `secrets`: for the load, to be replaced in what it keeps of the bodies. */
export type Bench = {
  readonly plan: Plan
  readonly testbed: Testbed
  readonly load: Load
  readonly secrets: readonly string[]
}

/**
 * The loop that every kind of run shares: asks `next` for a step, runs it, adds what it gave to the evidence.
 * Whatever was started is gone when this returns or throws. Throws the signal's reason when it is aborted, unless that reason is the time limit.
 */
export async function measure(
  bench: Bench,
  next: Next,
  scope: Scope,
): Promise<{ evidence: readonly Round[]; ended: Ended }> {
  const evidence: Round[] = []
  for (;;) {
    const wish = next(evidence)
    if ('done' in wish) return { evidence, ended: wish.done }
    try {
      evidence.push(await runRound(bench, wish.step, scope))
      scope.signal.throwIfAborted()
    } catch (error) {
      if (error !== scope.signal.reason || !(error instanceof TimeLimitReached)) throw error
      return { evidence, ended: 'time-limit' }
    }
  }
}

async function runRound(bench: Bench, step: Step, scope: Scope): Promise<Round> {
  const starts: Start[] = []
  for (const side of step.sides) starts.push(await runStart(bench, side, step.round, scope))
  return { round: step.round, starts }
}

/** One fresh start of one side: probes, then every stage as long as the target lives and answers. */
async function runStart(bench: Bench, side: Side, round: number, scope: Scope): Promise<Start> {
  const outcome = await bench.testbed.start(side, bench.plan.target, scope)
  if (outcome.state === 'failed') return { side, state: 'failed', ending: outcome.ending }
  await using target = outcome.target
  const alive = AbortSignal.any([scope.signal, target.gone])
  const endpoint = target.endpoints[0]
  if (endpoint === undefined) throw new Error('a ready target has no endpoint')
  const { plan, secrets } = bench
  const asked = { endpoint, requests: plan.requests, tls: plan.target.tls, secrets }
  const probes = await bench.load.probe(asked, alive)
  const stages = probes.every((probe) => probe.ok) ? await runStages(bench, { target, side, round, alive }, scope) : []
  return {
    side,
    state: 'ready',
    startupMs: target.startupMs,
    limits: target.limits,
    route: target.route,
    probes,
    stages,
    ending: await target.ending(),
  }
}

/** A target under load: whose it is, in which round, and until when. */
type Live = { readonly target: Target; readonly side: Side; readonly round: number; readonly alive: AbortSignal }

async function runStages(bench: Bench, live: Live, scope: Scope): Promise<readonly StageSamples[]> {
  const done: StageSamples[] = []
  for (const stage of bench.plan.stages) {
    const job = makeJob(bench, live, stage, done)
    if (job === null) break
    const progress = progressOf(bench.plan, live.round, stage, done.length, scope)
    const [outcome] = await bench.load.run(job, () => Promise.resolve(), progress, live.alive)
    if (outcome === undefined) throw new Error(`stage "${stage.name}" gave no samples`)
    done.push(maskExamples(withReason(outcome.samples, live, scope), bench.secrets))
    if (outcome.samples.ended.how === 'aborted') break
  }
  return done
}

/** One stage for one side, in one turn; `null` when it offers a share of an RPS that was not reached. */
function makeJob(bench: Bench, { target, side }: Live, stage: Stage, done: readonly StageSamples[]): LoadJob | null {
  const { plan, testbed } = bench
  const rate = stage.load.model === 'rate' ? offeredRate(plan, stage.load.rate, done) : null
  if (stage.load.model === 'rate' && rate === null) return null
  const offered = rate === null ? null : Math.max(rate.from, rate.to)
  return {
    stage,
    engine: chooseEngine(stage, plan.requests, plan.target.tls).engine,
    ratePerSecond: rate,
    requests: plan.requests,
    tls: plan.target.tls,
    seed: plan.seed,
    sides: [{ side, endpoints: target.endpoints }],
    turns: [{ side, ms: null }],
    threads: threadsFor(stage, offered, { cores: testbed.machine.cores, targetCpus: plan.target.cpus }),
    windowMs: WINDOW_MS,
    abort: plan.abort,
  }
}

/** Requests per second; a share is of what the latest measured `connections` stage of this round reached. */
function offeredRate(plan: Plan, rate: Rate, done: readonly StageSamples[]): Ramp | null {
  if (rate.by === 'second') return rate.perSecond
  const measured = done.findLast((_, index) => {
    const stage = plan.stages[index]
    return stage?.load.model === 'connections' && !stage.warmUp
  })
  if (measured === undefined || measured.seconds === 0) return null
  const ok = measured.perRequest.reduce((sum, request) => sum + request.ok, 0)
  const perSecond = (rate.share * ok) / measured.seconds
  return perSecond > 0 ? { from: perSecond, to: perSecond } : null
}

function progressOf(plan: Plan, round: number, stage: Stage, stagesDone: number, scope: Scope) {
  return (now: LoadProgress) => {
    scope.log.progress({
      round,
      rounds: plan.rounds,
      stage: stage.name,
      warmUp: stage.warmUp,
      stageElapsedMs: now.elapsedMs,
      stageMs: plannedStageMs(stage),
      secondsLeft: Math.max(0, Math.ceil((loadLeftMs(plan, round, stagesDone) - now.elapsedMs) / 1000)),
      rps: now.rps,
      p95Ms: now.p95Ms,
      failed: now.failed,
    })
  }
}

/** The load only knows that it was stopped; why is known here. */
function withReason(samples: StageSamples, { alive, target }: Live, scope: Scope): StageSamples {
  if (samples.ended.how === 'complete' || !alive.aborted) return samples
  const why: AbortReason = scope.signal.aborted
    ? abortReason(scope.signal)
    : target.gone.aborted
      ? 'target-gone'
      : 'interrupted'
  return { ...samples, ended: { how: 'aborted', why } }
}

/** The reason that the time limit aborts with. */
export class TimeLimitReached extends Error {
  readonly limitMs: Ms
  constructor(limitMs: Ms) {
    super('the time limit was reached')
    this.name = 'TimeLimitReached'
    this.limitMs = limitMs
  }
}

function abortReason(signal: AbortSignal): AbortReason {
  return signal.reason instanceof TimeLimitReached ? 'time-limit' : 'interrupted'
}

/** Load still to come when this stage of this round begins; starts and stages by count are not in it, nobody knows them. */
function loadLeftMs(plan: Plan, round: number, stagesDone: number): Ms {
  const stageMs = plan.stages.map((stage) => plannedStageMs(stage) ?? 0)
  const roundMs = stageMs.reduce((sum, ms) => sum + ms, 0)
  const doneMs = stageMs.slice(0, stagesDone).reduce((sum, ms) => sum + ms, 0)
  return (plan.rounds - round + 1) * roundMs - doneMs
}

import type { Ms, Side } from './model/config.ts'
import type { Round, Start } from './model/evidence.ts'
import type { Ended, Next, Step } from './model/plain-gate.ts'
import type { Plan } from './model/plan.ts'
import type { AbortReason, StageSamples } from './model/samples.ts'
import type { Load, LoadProgress, Scope, Target, Testbed } from './ports.ts'

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
  const probes = await bench.load.probe({ endpoint, requests: plan.requests, secrets }, alive)
  const stages = probes.every((probe) => probe.ok) ? await runStages(bench, target, round, alive, scope) : []
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

async function runStages(
  bench: Bench,
  target: Target,
  round: number,
  alive: AbortSignal,
  scope: Scope,
): Promise<readonly StageSamples[]> {
  const done: StageSamples[] = []
  for (const stage of bench.plan.stages) {
    const progress = (now: LoadProgress) => {
      scope.log.progress({
        round,
        rounds: bench.plan.rounds,
        stage: stage.name,
        warmUp: stage.warmUp,
        stageElapsedMs: now.elapsedMs,
        stageMs: stage.durationMs,
        secondsLeft: Math.max(0, Math.ceil((loadLeftMs(bench.plan, round, done.length) - now.elapsedMs) / 1000)),
        rps: now.rps,
        p95Ms: now.p95Ms,
        failed: now.failed,
      })
    }
    const job = { stage, requests: bench.plan.requests, endpoints: target.endpoints, windowMs: WINDOW_MS }
    const samples = await bench.load.run(job, progress, alive)
    done.push(withReason(samples, alive, target, scope))
    if (samples.ended.how === 'aborted') break
  }
  return done
}

/** The load only knows that it was stopped; why is known here. */
function withReason(samples: StageSamples, alive: AbortSignal, target: Target, scope: Scope): StageSamples {
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

/** Load still to come when this stage of this round begins; starts are not in it, nobody knows them. */
function loadLeftMs(plan: Plan, round: number, stagesDone: number): Ms {
  const stageMs = plan.stages.map((stage) => stage.durationMs)
  const roundMs = stageMs.reduce((sum, ms) => sum + ms, 0)
  const doneMs = stageMs.slice(0, stagesDone).reduce((sum, ms) => sum + ms, 0)
  return (plan.rounds - round + 1) * roundMs - doneMs
}

import type { Ramp, Rate, Side, Stage } from '../model/config.ts'
import type { Start } from '../model/evidence.ts'
import { chooseEngine } from '../model/plan/choose-engine.ts'
import type { Plan } from '../model/plan/plan.ts'
import { planTurns, type TurnQuota } from '../model/plan/plan-turns.ts'
import { loadTls } from '../model/plan/reaching.ts'
import { cpusOnAnyCore, usableCpus } from '../model/plan/target-cpus.ts'
import { threadsFor } from '../model/plan/threads.ts'
import type { StageSamples } from '../model/samples.ts'
import { SeededRandom } from '../model/statistics/seeded-random.ts'
import type { LoadJob } from '../ports.ts'
import type { Bench, Driven, StageRun } from './bench.ts'

/** Resolution of the recorded curves. */
const WINDOW_MS = 250

/** One stage for the sides that live, in turns where there are two; `null` when it offers a share of an RPS that was not reached. */
export function makeJob(
  bench: Bench,
  { lives, earlier, round }: Driven,
  stage: Stage,
  done: ReadonlyMap<Side, readonly StageRun[]>,
): LoadJob | null {
  const { plan } = bench
  const samples = (side: Side) => (done.get(side) ?? []).map((run) => run.samples)
  const reached = earlierStages(earlier) ?? samples(done.has('baseline') ? 'baseline' : 'candidate')
  const rate = stage.load.model === 'rate' ? offeredRate(plan, stage.load.rate, reached) : null
  if (stage.load.model === 'rate' && rate === null) return null
  const offered = rate === null ? null : Math.max(rate.from, rate.to)
  const sides = lives.map(({ side }) => side)
  const tls = loadTls(plan.target)
  const { engine, why: engineWhy } = chooseEngine(stage, plan.requests, tls)
  return {
    stage,
    engine,
    engineWhy,
    ratePerSecond: rate,
    requests: plan.requests,
    tls,
    seed: stageSeed(plan, round, stage),
    sides: lives.map(({ side, target }) => ({ side, endpoints: target.endpoints })),
    turns: planTurns(stage, sides, sides.flatMap(samples), turnQuota(bench)),
    threads: threadsFor(stage, offered, ...coresFor(bench)),
    windowMs: WINDOW_MS,
    abort: plan.abort,
  }
}

/** Where the load generator may run, and what the target may take of it. One side is driven at a time. */
function coresFor({
  plan: { target },
  testbed,
  generatorCores,
}: Bench): [cores: number, of: { cpus: number; cpusOfThese: number }] {
  const cpus = usableCpus(target)
  return generatorCores === null
    ? [testbed.machine.cores, { cpus, cpusOfThese: cpus }]
    : [generatorCores.length, { cpus, cpusOfThese: cpusOnAnyCore(target) }]
}

/** Of the side that has less: both have the same turns. */
function turnQuota({ plan, testbed }: Bench): TurnQuota {
  const { cpus, cpuset } = plan.target
  return {
    cpus: Math.min(cpus, plan.pairing?.candidateCpus ?? cpus),
    cores: cpuset?.length ?? testbed.machine.cores,
  }
}

/** Another one each round, so that a sequence that happens to suit one side suits it in one round only; and each stage, so that a warm-up does not send what is measured next. */
function stageSeed({ seed, stages }: Plan, round: number, stage: Stage): number {
  return new SeededRandom(seed, round, stages.indexOf(stage)).next()
}

/**
 * Both sides are offered the same, so that a faster candidate is not given more to do: a share of what the baseline reached, or, where they do not
 * live at the same time, of what the one reached that was first in this round. `null`: none has lived before.
 */
function earlierStages(earlier: readonly Start[]): readonly StageSamples[] | null {
  return earlier.flatMap((start) => (start.state === 'ready' ? [start.stages] : [])).at(0) ?? null
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

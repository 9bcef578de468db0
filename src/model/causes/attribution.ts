import type { Stage } from '../config.ts'
import { generatorDoubt } from '../doubt/generator-doubt.ts'
import { hostDoubt } from '../doubt/host-doubt.ts'
import type { Check } from '../judge/check.ts'
import type { Verdict } from '../judge/verdict.ts'
import type { MetricId } from '../metrics/metric-id.ts'
import { summarize } from '../metrics/summary.ts'
import type { Words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { poolRuns, readyRounds, stageRuns, watched } from '../result/views.ts'
import { CAUSES, type Cause, type Explain, type Run, type Scene } from './cause.ts'
import { exited, killedForMemory } from './causes-of-death.ts'
import { networkErrors, serviceErrors, unanswered } from './causes-of-errors.ts'
import {
  cpuFull,
  generator,
  imbalance,
  memoryClose,
  noisyHost,
  queueing,
  throttledCpu,
  unknown,
} from './causes-of-slowness.ts'
import { memoryGrows } from './memory-growth.ts'

/** Why something went wrong, in one sentence with its evidence. */
export type Attribution = {
  /** `null`: not in one stage. */
  readonly stage: string | null
  readonly cause: Cause
  /** Without a full stop. */
  readonly sentence: Words
}

const EXPLAIN: Readonly<Record<Cause, Explain>> = {
  'killed-for-memory': killedForMemory,
  exited,
  'service-errors': serviceErrors,
  'network-errors': networkErrors,
  unanswered,
  generator,
  'noisy-host': noisyHost,
  throttled: throttledCpu,
  queueing,
  'cpu-full': cpuFull,
  'memory-close': memoryClose,
  'memory-grows': memoryGrows,
  imbalance,
  unknown,
}

/** Metrics that are evidence themselves: only these causes say more than the number does. Every other metric can have any cause. */
const MAY_EXPLAIN: Readonly<Partial<Record<MetricId, readonly Cause[]>>> = {
  'memory-peak': ['killed-for-memory', 'memory-close', 'memory-grows'],
  'cpu-per-request': [],
  throttled: ['throttled'],
  'oom-kills': ['killed-for-memory'],
  restarts: ['killed-for-memory', 'exited'],
}

/** One sentence for each stage that failed a check, seems slower than the baseline, died, or could not be relied on because of the machine. */
export function attribute(result: Result, verdict: Pick<Verdict, 'checks'>): readonly Attribution[] {
  const wrong = verdict.checks.filter((check) => check.state === 'fail' || check.state === 'likely')
  const stages = result.plan.stages.flatMap((stage) => {
    const checks = wrong.filter((check) => check.stage === stage.name)
    const causes = CAUSES.filter((cause) => mayExplain(cause, checks) || isDoubted(result, stage, cause))
    return causes.length === 0 ? [] : explain(sceneOf(result, stage, checks), causes)
  })
  const run = explainRun(result, wrong).filter(({ cause }) => !stages.some((stage) => stage.cause === cause))
  return [...stages, ...run]
}

/** What belongs to no stage: a target that went away before any load, and what was counted from start to end. */
function explainRun(result: Result, wrong: readonly Check[]): readonly Attribution[] {
  const checks = wrong.filter(
    ({ kind, stage, metric }) =>
      stage === null && (kind === 'target' || metric === 'oom-kills' || metric === 'restarts'),
  )
  const deaths: readonly Cause[] = ['killed-for-memory', 'exited']
  return checks.length === 0 ? [] : explain(sceneOf(result, null, checks), deaths)
}

function mayExplain(cause: Cause, checks: readonly Check[]): boolean {
  // Growing memory slows nothing down until it is close to its limit, which is a cause of its own.
  if (cause === 'memory-grows') return checks.some(({ metric }) => metric === 'memory-peak')
  return checks.some(({ metric }) => (metric === null ? undefined : MAY_EXPLAIN[metric])?.includes(cause) ?? true)
}

/** A stage without a failed check is explained where the generator or the machine is why it cannot be judged. */
function isDoubted(result: Result, stage: Stage, cause: Cause): boolean {
  if (stage.warmUp) return false
  if (cause === 'generator') return generatorDoubt(result, stage.name, 'candidate') !== null
  return cause === 'noisy-host' && hostDoubt(result, stage.name, 'candidate') !== null
}

function explain(scene: Scene, causes: readonly Cause[]): readonly Attribution[] {
  if (scene.runs.length === 0) return []
  for (const cause of causes) {
    const sentence = EXPLAIN[cause](scene)
    if (sentence !== null) return [{ stage: scene.stage?.name ?? null, cause, sentence }]
  }
  return []
}

function sceneOf(result: Result, stage: Stage | null, checks: readonly Check[]): Scene {
  const ofStage = stage === null ? [] : stageRuns(result, 'candidate', stage.name)
  const runs = stage === null ? lives(result) : ofStage
  const watchedRuns = runs.flatMap(({ figures }) =>
    figures === null ? [] : [{ ms: figures.ms, containers: figures.replicas }],
  )
  const proxy = summarize(
    runs.flatMap(({ figures }) => (figures?.balancer ? [{ ms: figures.ms, containers: [figures.balancer] }] : [])),
  )
  return {
    result,
    stage,
    runs,
    samples: ofStage.map(({ samples }) => samples),
    pooled: poolRuns(ofStage),
    target: summarize(watchedRuns),
    balancer: proxy && result.plan.balancer && { ...result.plan.balancer, summary: proxy },
    aboutFailures: checks.some(({ kind, metric }) => kind === 'target' || metric === 'failures'),
  }
}

/** Every start from its call to its end. */
function lives(result: Result): readonly Run[] {
  return readyRounds(result, 'candidate').map(({ round, start }) => ({ round, start, figures: watched(start.life) }))
}

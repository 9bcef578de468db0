import { attribute } from '../causes/attribution.ts'
import type { Stage } from '../config.ts'
import type { Check } from '../judge/check.ts'
import { judge, type Verdict } from '../judge/verdict.ts'
import { METRICS } from '../metrics/metrics.ts'
import type { StageView } from '../metrics/stage-view.ts'
import { type Summary, summarize } from '../metrics/summary.ts'
import { noValue, numeric, type Value } from '../metrics/value.ts'
import { type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, pooledView, readyStarts, stageRuns, watched } from '../result/views.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { attempts, failures } from '../samples.ts'
import { type CapacityQuestion, levelThresholds } from './capacity.ts'
import { countStarts, type StartCount } from './count-starts.ts'
import type { Trial } from './trial.ts'
import { outcomeOf, type TrialOutcome } from './trial-outcome.ts'
import { trialStages } from './trial-stages.ts'

/** A trial with its numbers. */
export type TrialView = {
  readonly trial: Trial
  readonly result: Result
  readonly verdict: Verdict
  readonly outcome: TrialOutcome
  readonly starts: StartCount
  /** Successful answers per second: of a closed loop where there is one, of a rate those within the stage. `null`: none. */
  readonly rps: number | null
  /** Under a rate where there is one. */
  readonly p95: Value
  /** Share of all requests of the measured stages. */
  readonly failures: number | null
  /** What all replicas did over their whole life; `null` where they were not watched. */
  readonly life: Summary | null
  /** The same in the stage that `rps` is of. */
  readonly busy: Summary | null
}

export function viewTrial(question: CapacityQuestion, trial: Trial): TrialView {
  const result = trialResult(question, trial)
  const counted = countedResult(result)
  const verdict = judge(result)
  const outcome = outcomeOf(result, verdict)
  const stages = measuredStages(result.plan)
  const loop = stages.find(({ load }) => load.model !== 'rate') ?? stages[0]
  const scheduled = stages.find(({ load }) => load.model === 'rate') ?? loop
  return {
    trial,
    result,
    verdict,
    outcome,
    starts: countStarts(result, outcome),
    rps: loop === undefined ? null : rpsOf(counted, loop),
    p95: scheduled === undefined ? noValue('not-run') : p95Of(counted, scheduled),
    failures: failureShare(counted, stages),
    life: summarize(
      readyStarts(result, 'candidate').flatMap(({ life }) => {
        const seen = watched(life)
        return seen === null ? [] : [{ ms: seen.ms, containers: seen.replicas }]
      }),
    ),
    busy: loop === undefined ? null : busyIn(counted, loop),
  }
}

/** A trial as a gate would have measured it: the same rules judge and explain it. */
function trialResult(question: CapacityQuestion, trial: Trial): Result {
  const { image, machine, plan, asked, searches } = question
  const { box, level, rounds, ended } = trial
  const thresholds = level === null ? asked.thresholds : levelThresholds(question, level.model)
  return {
    perfGate: '',
    runId: '',
    startedAt: '',
    finishedAt: '',
    command: null,
    machine,
    images: { candidate: image, baseline: null },
    comparison: { how: 'alone', why: null },
    plan: { ...plan, ...box, stages: trialStages(plan.stages, searches, trial) },
    defaultLimits: [],
    generatorCores: null,
    evidence: rounds,
    ended,
    asked: { ...asked, thresholds, accept: [] },
    lookup: { state: 'off' },
    gateBefore: null,
    gateUnknown: null,
  }
}

/** What the target gave in the stage per second. Answers to a schedule count as far as they came before its end: the rest shows that it could not keep up. */
function rpsOf(result: Result, stage: Stage): number | null {
  const view = pooledView(result, 'candidate', stage.name)
  if (stage.load.model !== 'rate') return numeric(metricOf('rps', view))
  const runs = stageRuns(result, 'candidate', stage.name)
  if (view.seconds === 0 || runs.length === 0) return null
  const inTime = runs.reduce((sum, { samples }) => {
    const { seconds, windows } = samples
    const ok = windows.filter(({ fromMs }) => fromMs < seconds * 1000).reduce((total, window) => total + window.ok, 0)
    return sum + (windows.length === 0 ? samples.perRequest.reduce((total, one) => total + one.ok, 0) : ok)
  }, 0)
  return inTime / view.seconds
}

function p95Of(result: Result, stage: Stage): Value {
  const runs = stageRuns(result, 'candidate', stage.name)
  return runs.length === 0 ? noValue('not-run') : metricOf('p95', pooledView(result, 'candidate', stage.name))
}

function metricOf(id: 'rps' | 'p95', view: StageView): Value {
  const metric = METRICS[id]
  return metric.kind === 'number' ? metric.of(view) : noValue('not-run')
}

function failureShare(result: Result, stages: readonly Stage[]): number | null {
  const views = stages.map(({ name }) => pooledView(result, 'candidate', name).merged)
  const trials = views.reduce((sum, merged) => sum + attempts(merged), 0)
  return trials === 0 ? null : views.reduce((sum, merged) => sum + failures(merged), 0) / trials
}

function busyIn(result: Result, stage: Stage): Summary | null {
  return summarize(
    stageRuns(result, 'candidate', stage.name).flatMap(({ figures }) =>
      figures === null ? [] : [{ ms: figures.ms, containers: figures.replicas }],
    ),
  )
}

/** What keeps a box from giving more, in one sentence without a full stop: found as if its load were missed. `null`: nothing was measured. */
export function limitOf({ result, verdict }: TrialView): Words | null {
  const own = attribute(result, verdict)[0]
  if (own !== undefined) return own.sentence
  const loop = measuredStages(result.plan).find(({ load }) => load.model !== 'rate') ?? measuredStages(result.plan)[0]
  if (loop === undefined) return null
  const asked: Check = {
    kind: 'threshold',
    stage: loop.name,
    metric: 'rps',
    state: 'fail',
    gating: true,
    candidate: null,
    baseline: null,
    change: null,
    slowdown: null,
    limit: null,
    reason: words``,
  }
  return attribute(countedResult(result), { checks: [asked] })[0]?.sentence ?? null
}

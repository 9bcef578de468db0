import { attribute } from '../causes/attribution.ts'
import { describeEnding } from '../causes/endings.ts'
import type { Stage } from '../config.ts'
import type { Check } from '../judge/check.ts'
import { judge, type Verdict } from '../judge/verdict.ts'
import { METRICS, printValue } from '../metrics/metrics.ts'
import type { StageView } from '../metrics/stage-view.ts'
import { type Summary, summarize } from '../metrics/summary.ts'
import { noValue, numeric, type Value } from '../metrics/value.ts'
import { outside, type Words, words } from '../outside.ts'
import { describeCheck } from '../report/make-report.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, pooledView, readyStarts, stageRuns, watched } from '../result/views.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { attempts, failures } from '../samples.ts'
import { STOP_WORDS } from '../stop-words.ts'
import { type CapacityQuestion, levelThresholds } from './capacity.ts'
import type { Trial } from './trial.ts'
import { LEVEL, trialStages } from './trial-stages.ts'

/** How a trial came out: why it is no, where it is. */
export type TrialOutcome =
  /** The thresholds are met, by the best estimate. */
  | { readonly state: 'meets' }
  /** The kernel killed it for memory before it was ready, or it did not become ready for another reason. */
  | { readonly state: 'killed-at-start' | 'did-not-start'; readonly why: Words }
  /** It was killed for memory, or went away, under load. */
  | { readonly state: 'killed-under-load' | 'went-away'; readonly why: Words }
  /** It lived, and missed what was asked: of RPS or latency, or of something else. */
  | { readonly state: 'too-slow' | 'misses'; readonly why: Words }
  /** The machine or the load generator was at its limit: nothing is known of the target. */
  | { readonly state: 'unsure'; readonly why: Words }

const GONE: readonly TrialOutcome['state'][] = ['killed-at-start', 'did-not-start', 'killed-under-load', 'went-away']

/** Whether it was there no longer at the end, or never. */
export function isGone({ outcome }: Pick<TrialView, 'outcome'>): boolean {
  return GONE.includes(outcome.state)
}

/** Whether nothing is known of the target: the machine or the load generator was the limit. */
export function isUnsure({ outcome }: Pick<TrialView, 'outcome'>): boolean {
  return outcome.state === 'unsure'
}

/** Whether it never became ready. */
export function isUnstarted({ outcome }: Pick<TrialView, 'outcome'>): boolean {
  return outcome.state === 'killed-at-start' || outcome.state === 'did-not-start'
}

/** A trial with its numbers. */
export type TrialView = {
  readonly trial: Trial
  readonly result: Result
  readonly verdict: Verdict
  readonly outcome: TrialOutcome
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
  const stages = measuredStages(result.plan)
  const loop = stages.find(({ load }) => load.model !== 'rate') ?? stages[0]
  const scheduled = stages.find(({ load }) => load.model === 'rate') ?? loop
  return {
    trial,
    result,
    verdict,
    outcome: outcomeOf(result, verdict),
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

function outcomeOf(result: Result, verdict: Verdict): TrialOutcome {
  for (const { starts } of result.evidence) {
    for (const start of starts) {
      if (start.ending === null || start.ending === undefined) continue
      const why = describeEnding(start.ending, result.plan)
      const killed = start.ending.how === 'out-of-memory'
      if (start.state === 'failed') return { state: killed ? 'killed-at-start' : 'did-not-start', why }
      return { state: killed ? 'killed-under-load' : 'went-away', why }
    }
  }
  const life = readyStarts(result, 'candidate').flatMap((start) => start.life.replicas)
  if (life.some(({ oomKills }) => oomKills > 0))
    return { state: 'killed-under-load', why: words`the kernel killed a process of it for memory` }
  const checks = verdict.checks.filter(({ gating }) => gating)
  const missed = checks.find(({ kind, state }) => state === 'fail' || (kind !== 'target' && state === 'likely'))
  if (missed !== undefined)
    return { state: isAboutSpeed(missed) ? 'too-slow' : 'misses', why: describeMiss(missed, result) }
  const [doubt] = verdict.invalid
  if (result.ended === 'too-noisy' || result.ended === 'own-limit' || result.ended === 'generator-stuck')
    return { state: 'unsure', why: doubt ?? words`${STOP_WORDS[result.ended]}` }
  if (doubt !== undefined) return { state: 'unsure', why: doubt }
  const missing = checks.find(({ state }) => state === 'no-data')
  return missing === undefined ? { state: 'meets' } : { state: 'misses', why: describeMiss(missing, result) }
}

function isAboutSpeed({ metric }: Check): boolean {
  return metric !== null && METRICS[metric].kind === 'number'
}

/** What was missed, in one sentence. A level has one stage, whose name says nothing; and that one round was judged by its value is said of all together. */
function describeMiss(check: Check, { plan }: Result): Words {
  const placed = check.stage === LEVEL ? { ...check, stage: null } : check
  const { stage, metric, candidate, limit } = placed
  if (plan.rounds > 1 || candidate === null || metric === null || METRICS[metric].kind === 'share')
    return describeCheck(placed)
  const where = stage === null ? words`` : words`${outside(stage)}: `
  return words`${where}${METRICS[metric].label} ${printValue(METRICS[metric], candidate)}, asked ${limit ?? ''}`
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

import type { Threshold } from '../config.ts'
import { stageDoubt } from '../doubt/validity.ts'
import { countEvents } from '../metrics/count-events.ts'
import { appliesTo, type CountMetric, METRICS, type Metric } from '../metrics/metrics.ts'
import type { StageView } from '../metrics/stage-view.ts'
import { knownValue, type NoValue, noValue, numeric, type Value } from '../metrics/value.ts'
import { words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { measuredStages, pooledView, readyStarts, stageViews, startupTimes } from '../result/views.ts'
import { mean } from '../statistics/statistics.ts'
import { formatBytes } from '../units.ts'
import type { Check } from './check.ts'
import { type Judged, judgeExactly, judgeShare, judgeValues } from './judge-values.ts'

/** One check for each threshold and stage that it applies to. */
export function judgeThresholds(result: Result): readonly Check[] {
  return result.asked.thresholds.flatMap((threshold) => judgeThreshold(result, threshold))
}

function judgeThreshold(result: Result, threshold: Threshold): readonly Check[] {
  const metric = METRICS[threshold.metric]
  switch (metric.kind) {
    case 'start':
      return [judgeStartup(result, threshold, metric)]
    case 'image': {
      const value = knownValue(metric.of(result.images.candidate))
      return [check(threshold, null, value, judgeExactly(threshold, value, words`as the engine holds it`))]
    }
    case 'count':
      return [judgeCount(result, threshold, metric)]
    case 'share':
      return stagesOf(result, threshold).map((stage) => judgePooled(result, threshold, metric, stage))
    case 'number':
    case 'figure':
      return stagesOf(result, threshold).map((stage) => judgeRounds(result, threshold, metric, stage))
  }
}

/** The stage that it names, or every measured one where the metric says something. */
function stagesOf(result: Result, threshold: Threshold): readonly string[] {
  return measuredStages(result.plan)
    .filter(({ name, load }) =>
      threshold.stage === null ? appliesTo(METRICS[threshold.metric], load) : threshold.stage === name,
    )
    .map(({ name }) => name)
}

function judgeStartup(result: Result, threshold: Threshold, metric: Metric): Check {
  const times = startupTimes(result, 'candidate')
  const value = times.length === 0 ? noValue('not-run') : knownValue(mean(times))
  return check(
    threshold,
    null,
    value,
    times.length === 0 ? noData(value) : judgeValues(metric, threshold, times, value),
  )
}

/** What was counted is exact: a stage that cannot be relied on does not undo what happened in it. */
function judgeCount(result: Result, threshold: Threshold, metric: CountMetric): Check {
  const { stage } = threshold
  const value = countEvents(result, metric, stage)
  if (value.state === 'none') return check(threshold, stage, value, noData(value))
  const rounds = readyStarts(result, 'candidate').length
  const over = stage === null ? 'from start to end' : 'in this stage'
  const judged = judgeExactly(
    threshold,
    value,
    words`counted over ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, ${over}`,
  )
  return check(
    threshold,
    stage,
    value,
    stage === null || judged.state === 'fail' ? judged : doubted(result, stage, judged),
  )
}

function judgePooled(result: Result, threshold: Threshold, metric: Extract<Metric, { kind: 'share' }>, stage: string) {
  const { events, trials } = metric.count(pooledView(result, 'candidate', stage))
  const value = trials === 0 ? noValue('nothing-sent') : knownValue(events / trials)
  const judged = trials === 0 ? noData(value) : judgeShare(threshold, events, trials)
  return check(threshold, stage, value, doubted(result, stage, judged))
}

type RoundsMetric = Metric & { readonly of: (stage: StageView) => Value }

function judgeRounds(result: Result, threshold: Threshold, metric: RoundsMetric, stage: string): Check {
  const views = stageViews(result, 'candidate', stage)
  const value = views.length === 0 ? noValue('not-run') : metric.of(pooledView(result, 'candidate', stage))
  const rounds = views.map((view) => numeric(metric.of(view)))
  const numbers = rounds.filter((round) => round !== null)
  const judged =
    numbers.length < rounds.length || numbers.length === 0
      ? noData(value)
      : judgeValues(metric, threshold, numbers, value)
  return check(threshold, stage, value, doubted(result, stage, judged))
}

/** A stage that cannot be relied on never passes. What fails on it fails, as long as the doubt is the target's own doing. */
function doubted(result: Result, stage: string, judged: Judged): Judged {
  const doubt = stageDoubt(result, stage)
  if (doubt === null || judged.state === 'no-data') return judged
  if (judged.state === 'fail' && doubt.whose === 'target') return judged
  return { state: 'cannot-tell', reason: words`${judged.reason}, but ${doubt.reason}` }
}

function noData(value: Value): Judged {
  return { state: 'no-data', reason: words`no data: ${whyNone(value)}` }
}

function whyNone(value: Value): string {
  if (value.state !== 'none') return 'a round has no number for it'
  if (value.why !== 'no-mark') return NO_VALUE[value.why]
  return `this kernel, or the way to its figures, keeps no mark of the most memory; as far as was seen it was ${formatBytes(value.seenBytes)} without page cache`
}

const NO_VALUE: Readonly<Record<NoValue, string>> = {
  'no-success': 'no request succeeded',
  'no-figures': "the target's containers could not be watched",
  'nothing-sent': 'there are no numbers for it',
  'not-run': 'there are no numbers for it',
}

function check(threshold: Threshold, stage: string | null, value: Value, judged: Judged): Check {
  return {
    kind: 'threshold',
    stage,
    metric: threshold.metric,
    state: judged.state,
    gating: true,
    candidate: value,
    baseline: null,
    change: null,
    slowdown: null,
    limit: threshold.text,
    reason: judged.reason,
  }
}

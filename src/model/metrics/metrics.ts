import type { StageLoad } from '../config.ts'
import type { EndingKind } from '../evidence.ts'
import type { ResolvedImage } from '../image.ts'
import { attempts, failures, type Percentile, percentile } from '../samples.ts'
import type { ContainerFigures } from '../target-figures.ts'
import { formatBytes, formatMs, formatRate, formatShare } from '../units.ts'
import { cpuPerRequest, memoryPeak, throttled } from './metric-figures.ts'
import type { MetricId } from './metric-id.ts'
import type { StageView } from './stage-view.ts'
import { knownValue, noValue, type Value } from './value.ts'

/** How often something happened, for the metrics that are shares. */
export type Count = { readonly events: number; readonly trials: number }

type Common = {
  readonly id: MetricId
  readonly label: string
  readonly better: 'higher' | 'lower'
  readonly unit: Unit
  /** A threshold on it, as people write one. */
  readonly example: string
}

/** Base units: answers per second, milliseconds, shares of 1, bytes, and things that are counted. */
export type Unit = 'rate' | 'duration' | 'share' | 'bytes' | 'count'

const PRINT: Readonly<Record<Unit, (value: number) => string>> = {
  rate: formatRate,
  duration: formatMs,
  share: formatShare,
  bytes: formatBytes,
  count: String,
}

/** A number in the metric's base unit, with the unit that people read. */
export function printNumber(metric: Metric, value: number): string {
  return PRINT[metric.unit](value)
}

/** A number of one stage, of what the load saw: per second, or milliseconds. */
type StageMetric = Common & {
  readonly kind: 'number'
  /** The loads for which it says something about the target; a schedule decides its own RPS. */
  readonly loads: readonly StageLoad['model'][]
  readonly of: (stage: StageView) => Value
}
/** A number of one stage, of what the target's containers did. */
type FigureMetric = Common & { readonly kind: 'figure'; readonly of: (stage: StageView) => Value }
/** A share of the requests, judged on pooled counts. */
type ShareMetric = Common & { readonly kind: 'share'; readonly count: (stage: StageView) => Count }
/** Something that a container does or does not do: counted over all rounds, in one stage or from start to end. */
export type CountMetric = Common & {
  readonly kind: 'count'
  readonly count: (figures: ContainerFigures) => number
  /** Endings that are such an event in themselves, also where nobody watched. */
  readonly endings: readonly EndingKind[]
}
/** A number of a start, in milliseconds. */
type StartMetric = Common & { readonly kind: 'start' }
/** A number of the image itself. */
type ImageMetric = Common & { readonly kind: 'image'; readonly of: (image: ResolvedImage) => number }

export type Metric = StageMetric | FigureMetric | ShareMetric | CountMetric | StartMetric | ImageMetric

/**
 * Every metric there is. A new one is one entry here: thresholds, checks, tables and files go by this list.
 */
export const METRICS: Readonly<Record<MetricId, Metric>> = {
  rps: {
    id: 'rps',
    label: 'RPS',
    kind: 'number',
    loads: ['connections', 'users'],
    better: 'higher',
    unit: 'rate',
    example: 'rps >= 100',
    of: ({ merged, seconds }) => {
      if (attempts(merged) === 0) return noValue('nothing-sent')
      return seconds > 0 ? knownValue(merged.ok / seconds) : noValue('not-run')
    },
  },
  p50: latency('p50', 50, 'p50 < 100ms'),
  p90: latency('p90', 90, 'p90 < 200ms'),
  p95: latency('p95', 95, 'p95 < 250ms'),
  p99: latency('p99', 99, 'p99 < 500ms'),
  failures: {
    ...lower('failures', 'share', 'failures < 1%'),
    kind: 'share',
    count: ({ merged }) => ({ events: failures(merged), trials: attempts(merged) }),
  },
  timeouts: {
    ...lower('timeouts', 'share', 'timeouts < 1%'),
    kind: 'share',
    count: ({ merged }) => ({ events: merged.timeouts, trials: attempts(merged) }),
  },
  'memory-peak': { ...lower('memory-peak', 'bytes', 'memory-peak < 400MiB'), kind: 'figure', of: memoryPeak },
  'cpu-per-request': {
    ...lower('cpu-per-request', 'duration', 'cpu-per-request < 20ms'),
    kind: 'figure',
    of: cpuPerRequest,
  },
  throttled: { ...lower('throttled', 'share', 'throttled < 20%'), kind: 'figure', of: throttled },
  'oom-kills': {
    ...lower('oom-kills', 'count', 'oom-kills < 1'),
    kind: 'count',
    count: (figures) => figures.oomKills,
    endings: ['out-of-memory'],
  },
  restarts: {
    ...lower('restarts', 'count', 'restarts < 1'),
    kind: 'count',
    count: (figures) => figures.restarts,
    endings: [],
  },
  startup: { ...lower('startup', 'duration', 'startup < 60s'), kind: 'start' },
  'image-size': {
    ...lower('image-size', 'bytes', 'image-size < 1GiB'),
    kind: 'image',
    of: (image) => image.sizeBytes,
  },
}

export const METRIC_IDS = Object.keys(METRICS) as readonly MetricId[]

/** What the metrics have in common of which less is better, and whose name is what tables call them. */
function lower(id: MetricId, unit: Unit, example: string): Common {
  return { id, label: id, better: 'lower', unit, example }
}

function latency(id: MetricId, percent: number, example: string): StageMetric {
  return {
    ...lower(id, 'duration', example),
    kind: 'number',
    loads: ['connections', 'rate', 'users'],
    of: ({ merged }) => fromPercentile(percentile(merged, percent)),
  }
}

function fromPercentile(found: Percentile): Value {
  switch (found.state) {
    case 'value':
      return knownValue(found.ms)
    case 'beyond':
      return found
    case 'none':
      return noValue('no-success')
  }
}

/** A value in words: `12.3 ms`, `over 10 s (timeout)`, `no data`. */
export function printValue(metric: Metric, value: Value): string {
  switch (value.state) {
    case 'value':
      return printNumber(metric, value.value)
    case 'beyond':
      return `over ${formatMs(value.timeoutMs)} (timeout)`
    case 'none':
      return 'no data'
  }
}

/** Whether a metric says something about the target on a stage of this load. */
export function appliesTo(metric: Metric, load: StageLoad): boolean {
  return metric.kind !== 'number' || metric.loads.includes(load.model)
}

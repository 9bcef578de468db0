import type { Ms, StageLoad } from './config.ts'
import type { MetricId } from './metric-id.ts'
import { attempts, failures, type Merged, type Percentile, percentile } from './samples.ts'
import { formatMs, formatRate, formatShare } from './units.ts'

/** What a metric came to. `beyond`: a percentile that falls on a timeout, larger than any latency. */
export type Value =
  | { readonly state: 'value'; readonly value: number }
  | { readonly state: 'beyond'; readonly timeoutMs: Ms }
  | { readonly state: 'none'; readonly why: 'no-success' | 'nothing-sent' | 'not-run' | 'aborted' }

/** What one stage of one round gave, ready to be read by a metric. */
export type StageView = { readonly merged: Merged; readonly seconds: number }

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

/** Base units: answers per second, milliseconds, shares of 1. */
export type Unit = 'rate' | 'duration' | 'share'

const PRINT: Readonly<Record<Unit, (value: number) => string>> = {
  rate: formatRate,
  duration: formatMs,
  share: formatShare,
}

/** A number in the metric's base unit, with the unit that people read. */
export function printNumber(metric: Metric, value: number): string {
  return PRINT[metric.unit](value)
}

/** A number of one stage: per second, or milliseconds. */
type StageMetric = Common & {
  readonly kind: 'number'
  /** The loads for which it says something about the target; a schedule decides its own RPS. */
  readonly loads: readonly StageLoad['model'][]
  readonly of: (stage: StageView) => Value
}
/** A share of the requests, judged on pooled counts. */
type ShareMetric = Common & { readonly kind: 'share'; readonly count: (stage: StageView) => Count }
/** A number of a start, in milliseconds. */
type StartMetric = Common & { readonly kind: 'start' }

export type Metric = StageMetric | ShareMetric | StartMetric

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
    of: ({ merged, seconds }) =>
      attempts(merged) === 0
        ? { state: 'none', why: 'nothing-sent' }
        : seconds > 0
          ? { state: 'value', value: merged.ok / seconds }
          : { state: 'none', why: 'not-run' },
  },
  p50: latency('p50', 50, 'p50 < 100ms'),
  p90: latency('p90', 90, 'p90 < 200ms'),
  p95: latency('p95', 95, 'p95 < 250ms'),
  p99: latency('p99', 99, 'p99 < 500ms'),
  failures: {
    id: 'failures',
    label: 'failures',
    kind: 'share',
    better: 'lower',
    unit: 'share',
    example: 'failures < 1%',
    count: ({ merged }) => ({ events: failures(merged), trials: attempts(merged) }),
  },
  timeouts: {
    id: 'timeouts',
    label: 'timeouts',
    kind: 'share',
    better: 'lower',
    unit: 'share',
    example: 'timeouts < 1%',
    count: ({ merged }) => ({ events: merged.timeouts, trials: attempts(merged) }),
  },
  startup: {
    id: 'startup',
    label: 'startup',
    kind: 'start',
    better: 'lower',
    unit: 'duration',
    example: 'startup < 60s',
  },
}

export const METRIC_IDS = Object.keys(METRICS) as readonly MetricId[]

function latency(id: MetricId, percent: number, example: string): StageMetric {
  return {
    id,
    label: id,
    kind: 'number',
    loads: ['connections', 'rate', 'users'],
    better: 'lower',
    unit: 'duration',
    example,
    of: ({ merged }) => fromPercentile(percentile(merged, percent)),
  }
}

function fromPercentile(found: Percentile): Value {
  switch (found.state) {
    case 'value':
      return { state: 'value', value: found.ms }
    case 'beyond':
      return found
    case 'none':
      return { state: 'none', why: 'no-success' }
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

/** The value as a number, infinite beyond a timeout; `null` where there is none. */
export function numeric(value: Value): number | null {
  switch (value.state) {
    case 'value':
      return value.value
    case 'beyond':
      return Number.POSITIVE_INFINITY
    case 'none':
      return null
  }
}

/** Whether a metric says something about the target on a stage of this load. */
export function appliesTo(metric: Metric, load: StageLoad): boolean {
  return metric.kind !== 'number' || metric.loads.includes(load.model)
}

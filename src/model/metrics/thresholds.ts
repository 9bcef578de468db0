import type { Threshold, ThresholdOp } from '../config.ts'
import { nearest } from '../nearest.ts'
import { outside, words } from '../outside.ts'
import { type Parsed, parsed, type Wrong, wrong } from '../parsed.ts'
import { parseCount, parseDuration, parseMemory, parseRate, parseShare } from '../units.ts'
import type { MetricId } from './metric-id.ts'
import { METRIC_IDS, METRICS, type Metric, type Unit } from './metrics.ts'

/** Splits at the last colon before the comparison: a limit has no colon, a stage's name may have one. */
const STAGE = /^([^<>=]*[^\s<>=])\s*:\s*(.*)$/
const PARTS = /^([^\s<>=!]+)?\s*([<>=!]+)?\s*(.*)$/

/**
 * Reads one threshold. A limit comes out in the metric's base unit: per second, milliseconds, a share of 1, bytes, or a count.
 *
 *     entry     = [ stage ":" ] threshold
 *     threshold = metric op limit
 *     metric    = "rps" | "p50" | "p90" | "p95" | "p99" | "failures" | "timeouts" | "memory-peak" | "cpu-per-request"
 *               | "throttled" | "oom-kills" | "restarts" | "startup" | "image-size"
 *     op        = "<" | "<=" | ">" | ">="
 *     limit     = rate (rps) | duration (p50 to p99, cpu-per-request, startup) | share (failures, timeouts, throttled)
 *               | memory (memory-peak, image-size) | count (oom-kills, restarts)
 *     rate      = number [ "/s" | "/m" ]
 *     duration  = part { part } ; part = number ( "us" | "ms" | "s" | "m" | "h" )
 *     share     = number "%" | "0"
 *     memory    = number ( "b" | "k" | "m" | "g" | "t" ) [ [ "i" ] "b" ]
 *     count     = a whole number
 *
 * Spaces between the parts are optional. Whether the stage exists is not known here.
 */
export function parseThreshold(entry: string): Parsed<Threshold> {
  const line = entry.trim().replace(/\s+/g, ' ')
  const split = STAGE.exec(line)
  const stage = split?.[1]?.trim() ?? null
  const rule = (split?.[2] ?? line).trim()
  if (stage !== null && isMetric(stage)) return metricAsStage(stage, rule)
  const [, metric = '', op = '', limit = ''] = PARTS.exec(rule) ?? []
  if (!isMetric(metric)) return unknownMetric(metric, line)
  if (!isOp(op)) return badOp(metric, op, limit, line)
  const read = limit === '' ? noLimit(metric, line) : parseLimit(metric, limit)
  if (read.state === 'wrong') return read
  const sense = checkSense(metric, op, read.value, line)
  if (sense !== null) return sense
  const stageless = stage === null ? undefined : STAGELESS[METRICS[metric].kind]
  if (stageless !== undefined) {
    return wrong(
      words`"${outside(line)}" names a stage, but ${metric} ${stageless}`,
      words`Write "${outside(rule)}" without the stage.`,
    )
  }
  return parsed({ stage, metric, op, limit: read.value, text: `${metric} ${op} ${limit}` })
}

/** Metrics that belong to no stage, and why. */
const STAGELESS: Readonly<Partial<Record<Metric['kind'], string>>> = {
  start: 'is measured before any stage',
  image: 'is the same in every stage',
}

function isMetric(text: string): text is MetricId {
  return Object.hasOwn(METRICS, text)
}

function isOp(text: string): text is ThresholdOp {
  return text === '<' || text === '<=' || text === '>' || text === '>='
}

/** `rps: >= 100`: YAML's colon where none belongs. */
function metricAsStage(metric: MetricId, rule: string): Wrong {
  const [, op, limit] = /^([<>]=?)\s*(\S.*)$/.exec(rule) ?? []
  const meant = op === undefined ? METRICS[metric].example : `${metric} ${op} ${limit}`
  return wrong(
    words`"${outside(`${metric}: ${rule}`.trim())}" has a colon after the metric`,
    words`Write - ${outside(meant)} without the colon.`,
  )
}

function unknownMetric(metric: string, line: string): Wrong {
  const allowed = words`The metrics are ${METRIC_IDS.join(', ')}.`
  if (metric === '') {
    return wrong(
      words`"${outside(line)}" names no metric`,
      words`Write metric, comparison and limit, like ${METRICS.p95.example}. ${allowed}`,
    )
  }
  // One percentile is no nearer to p96 than another.
  const near = /^p\d/.test(metric) ? null : nearest(metric, METRIC_IDS)
  const guess = near === null ? [] : words`Did you mean ${near}? `
  return wrong(words`"${outside(line)}": "${outside(metric)}" is not a metric`, words`${guess}${allowed}`)
}

function badOp(metric: MetricId, op: string, limit: string, line: string): Wrong {
  const turned = { '=>': '>=', '=<': '<=' }[op]
  if (turned !== undefined) {
    return wrong(
      words`"${outside(line)}": "${op}" is not a comparison`,
      words`Write ${metric} ${turned} ${outside(limit)}.`,
    )
  }
  if (op === '=' || op === '==') {
    return wrong(
      words`"${outside(line)}": a measured value is never exactly equal to a limit`,
      words`Compare with <, <=, > or >=, like ${METRICS[metric].example}.`,
    )
  }
  const found =
    op === ''
      ? words`"${outside(line)}" has no comparison`
      : words`"${outside(line)}": "${outside(op)}" is not a comparison`
  return wrong(found, words`Write metric, comparison (<, <=, > or >=) and limit, like ${METRICS[metric].example}.`)
}

function noLimit(metric: MetricId, line: string): Wrong {
  return wrong(words`"${outside(line)}" has no limit`, words`Write it like ${METRICS[metric].example}.`)
}

function parseLimit(metric: MetricId, limit: string): Parsed<number> {
  const read = READ_LIMIT[METRICS[metric].unit](limit, metric)
  if (read.state === 'value') return read
  return wrong(words`the limit of ${metric}: ${read.text}`, read.fix)
}

type LimitReader = (limit: string, metric: MetricId) => Parsed<number>
const READ_LIMIT: Readonly<Record<Unit, LimitReader>> = {
  rate: parseRate,
  // Who writes a bare number thinks of a start in seconds, of a latency in milliseconds.
  duration: (limit, metric) => parseDuration(limit, metric === 'startup' ? 's' : 'ms'),
  share: parseShare,
  bytes: parseMemory,
  count: parseCount,
}

/** Limits that every run meets or no run can meet. Shares and counts can be 0, everything else is always more. */
function checkSense(metric: MetricId, op: ThresholdOp, limit: number, line: string): Wrong | null {
  const { unit } = METRICS[metric]
  const upper = op === '<' || op === '<='
  if (unit === 'share' && limit > 1) return senseless(line, words`a share is at most 100%`, metric)
  if (unit === 'share' && limit === 1 && op === '<=') return senseless(line, words`it can never fail`, metric)
  if (limit !== 0) return null
  if (unit !== 'share' && unit !== 'count') {
    return senseless(line, upper ? words`it can never pass` : words`it can never fail`, metric)
  }
  if (op === '<') {
    return wrong(words`"${outside(line)}" can never pass: nothing is less than 0`, words`Write ${metric} <= 0.`)
  }
  return op === '>=' ? senseless(line, words`it can never fail`, metric) : null
}

function senseless(line: string, because: ReturnType<typeof words>, metric: MetricId): Wrong {
  return wrong(
    words`"${outside(line)}" makes no sense: ${because}`,
    words`Write a limit that can be held and missed, like ${METRICS[metric].example}.`,
  )
}

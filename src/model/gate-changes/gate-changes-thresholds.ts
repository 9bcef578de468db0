import type { Threshold, ThresholdOp } from '../config.ts'
import { METRICS, printNumber } from '../metrics/metrics.ts'
import { outside, type Words, words } from '../outside.ts'
import { type GateChange, printBoth } from './gate-changes-record.ts'

/** Differences between two lists of thresholds. What is on both needs no word; of the rest of a stage's metric the tightest are compared first. */
export function thresholdChanges(before: readonly Threshold[], now: readonly Threshold[]): readonly GateChange[] {
  const groups = [...new Set([...now, ...before].map(groupOf))]
  return groups.flatMap((group) => {
    const olds = restOf(group, before, now)
    const news = restOf(group, now, before)
    const count = Math.max(olds.length, news.length)
    return Array.from({ length: count }, (_, place) => thresholdChange(olds[place], news[place])).flat()
  })
}

/** The group's thresholds that the other list has not, the tightest first. */
function restOf(group: string, list: readonly Threshold[], other: readonly Threshold[]): readonly Threshold[] {
  const isKept = (one: Threshold) =>
    other.some((same) => groupOf(same) === group && same.limit === one.limit && same.op === one.op)
  return list.filter((one) => groupOf(one) === group && !isKept(one)).sort(tighterFirst)
}

function thresholdChange(old: Threshold | undefined, now: Threshold | undefined): readonly GateChange[] {
  if (old === undefined)
    return now === undefined ? [] : [{ direction: 'tightens', what: words`${written(now)} is new` }]
  if (now === undefined) return [{ direction: 'loosens', what: words`${written(old)} is gone` }]
  const direction = tighterFirst(old, now) < 0 ? 'loosens' : 'tightens'
  const print = (limit: number) => printNumber(METRICS[now.metric], limit)
  if (old.op === now.op) return [{ direction, what: words`${nameOf(now)} ${printBoth(old.limit, now.limit, print)}` }]
  return [{ direction, what: words`${nameOf(now)} ${old.op} ${print(old.limit)} → ${now.op} ${print(now.limit)}` }]
}

/** One stage and metric, limited on one side. */
function groupOf({ stage, metric, op }: Threshold): string {
  return JSON.stringify([stage, metric, isUpper(op)])
}

function isUpper(op: ThresholdOp): boolean {
  return op === '<' || op === '<='
}

/** Both of one group. A limit that may not be reached is tighter than one that may. */
function tighterFirst(one: Threshold, other: Threshold): number {
  const sign = isUpper(one.op) ? 1 : -1
  return sign * (one.limit - other.limit) || one.op.length - other.op.length
}

/** `steady p95`, `p95`. */
function nameOf({ stage, metric }: Threshold): Words {
  const { label } = METRICS[metric]
  return stage === null ? words`${label}` : words`${outside(stage)} ${label}`
}

function written(threshold: Threshold): Words {
  return words`${nameOf(threshold)} ${threshold.op} ${printNumber(METRICS[threshold.metric], threshold.limit)}`
}

import type { BaselineConfig, Waiver } from '../config.ts'
import { METRIC_IDS, METRICS } from '../metrics/metrics.ts'
import { outside, type Words, words } from '../outside.ts'
import { formatShare } from '../units.ts'
import { type GateChange, printBoth } from './gate-changes-record.ts'

type Tolerance = BaselineConfig['tolerance']

/** How much worse than the baseline each metric may be, and whether it is compared at all. */
export function toleranceChanges(before: Tolerance, now: Tolerance): readonly GateChange[] {
  return METRIC_IDS.flatMap((id): GateChange[] => {
    const [old, next] = [before[id], now[id]]
    const { label } = METRICS[id]
    if (old === next) return []
    if (old === undefined) {
      return [{ direction: 'tightens', what: words`${label} is now compared, tolerance ${formatShare(next ?? 0)}` }]
    }
    if (next === undefined) {
      return [{ direction: 'loosens', what: words`${label} is no longer compared, tolerance was ${formatShare(old)}` }]
    }
    const what = words`tolerance of ${label} ${printBoth(old, next, formatShare)}`
    return [{ direction: next > old ? 'loosens' : 'tightens', what }]
  })
}

/** What is accepted though it is worse. Of one stage and metric there is one waiver at most. */
export function waiverChanges(before: readonly Waiver[], now: readonly Waiver[]): readonly GateChange[] {
  const keys = [...new Set([...now, ...before].map(keyOf))]
  return keys.flatMap((key) => {
    const [old, next] = [before, now].map((list) => list.find((waiver) => keyOf(waiver) === key))
    return waiverChange(old, next)
  })
}

function waiverChange(old: Waiver | undefined, now: Waiver | undefined): readonly GateChange[] {
  if (now === undefined) {
    return old === undefined ? [] : [{ direction: 'tightens', what: words`${nameOf(old)} is gone (${ceiling(old)})` }]
  }
  if (old === undefined) {
    const because = words`${outside(now.reason)} (${outside(now.issue)})`
    return [{ direction: 'loosens', what: words`${nameOf(now)} is new: ${ceiling(now)}, because ${because}` }]
  }
  if (old.upTo === now.upTo && old.until === now.until) return []
  // One of the two is enough: a higher ceiling for a shorter time still lets through what failed before.
  const looser = now.upTo > old.upTo || now.until > old.until
  const what = words`${nameOf(now)} ${ceiling(old)} → ${ceiling(now)}`
  return [{ direction: looser ? 'loosens' : 'tightens', what }]
}

function keyOf({ stage, metric }: Waiver): string {
  return JSON.stringify([stage, metric])
}

function nameOf({ stage, metric }: Waiver): Words {
  const where = stage === null ? words`` : words`${outside(stage)} `
  return words`the waiver for ${where}${METRICS[metric].label}`
}

function ceiling({ upTo, until }: Waiver): Words {
  return words`up to ${formatShare(upTo)} until ${outside(until)}`
}

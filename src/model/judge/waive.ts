import type { Waiver } from '../config.ts'
import { outside, type Words, words } from '../outside.ts'
import { formatShare } from '../units.ts'
import type { Check } from './check.ts'

/**
 * The checks with what a waiver of the configuration accepts: a comparison that failed, or may have, by no more than its ceiling is `accepted`. One whose day is over
 * accepts nothing, and fails, so that somebody looks at it. `today`: ISO 8601.
 */
export function waive(checks: readonly Check[], waivers: readonly Waiver[], today: string): readonly Check[] {
  const expired = waivers.filter((waiver) => waiver.until < today.slice(0, 10))
  const valid = waivers.filter((waiver) => !expired.includes(waiver))
  return [...checks.map((check) => waiveOne(check, valid)), ...expired.map(expiredCheck)]
}

function waiveOne(check: Check, waivers: readonly Waiver[]): Check {
  if (check.kind !== 'baseline' || !['fail', 'likely', 'cannot-tell'].includes(check.state)) return check
  const waiver = waivers.find(
    ({ stage, metric }) => metric === (check.standsFor ?? check.metric) && (stage === null || stage === check.stage),
  )
  if (waiver === undefined || check.slowdown === null) return check
  const named = words`up to ${formatShare(waiver.upTo)} is accepted until ${waiver.until}: ${describe(waiver)}`
  return check.slowdown <= waiver.upTo
    ? { ...check, state: 'accepted', reason: words`${check.reason}; ${named}` }
    : { ...check, reason: words`${check.reason}; more than accepted: ${named}` }
}

function describe({ reason, issue }: Waiver): Words {
  return words`${outside(reason)} (${outside(issue)})`
}

function expiredCheck(waiver: Waiver): Check {
  return {
    kind: 'baseline',
    stage: waiver.stage,
    metric: waiver.metric,
    state: 'fail',
    gating: true,
    candidate: null,
    baseline: null,
    change: null,
    slowdown: null,
    limit: `accepted until ${waiver.until}`,
    reason: words`the waiver is over since ${waiver.until}: ${describe(waiver)}; remove it, or give it another day`,
  }
}

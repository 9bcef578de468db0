import type { Waiver } from '../config.ts'
import { METRICS } from '../metrics/metrics.ts'
import { outside, type Words, words } from '../outside.ts'
import { formatShare } from '../units.ts'
import type { Check } from './check.ts'
import { slowdownOf } from './slowdown-of.ts'

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
  const told = words`up to ${formatShare(waiver.upTo)} is accepted until ${waiver.until}: ${describe(waiver)}`
  const why = whyNot(check, waiver.upTo)
  return why === null
    ? { ...check, state: 'accepted', reason: words`${check.reason}; ${told}` }
    : { ...check, reason: words`${check.reason}; ${why}: ${told}` }
}

/**
 * What is surely or likely a slowdown is accepted by its best estimate; of what nobody can tell even the upper bound of its 95 % interval has to be within the ceiling:
 * it may be as large as that. `null`: it is accepted.
 */
function whyNot(check: Check, upTo: number): string | null {
  if (check.isBeyond === true) return 'not accepted, as the candidate lay beyond measure in some rounds'
  if ((check.slowdown ?? 0) > upTo) return 'more than accepted'
  return check.state === 'cannot-tell' && mostSlowdown(check) > upTo ? 'not accepted, as it may be more' : null
}

function mostSlowdown({ metric, change }: Check): number {
  if (metric === null || change === null) return Number.POSITIVE_INFINITY
  const { better } = METRICS[metric]
  return slowdownOf({ better }, better === 'lower' ? change.upper : change.lower)
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

import { describeEnd } from '../causes/describe-end.ts'
import type { Check } from '../judge/check.ts'
import type { Verdict } from '../judge/verdict.ts'
import { METRICS, printValue } from '../metrics/metrics.ts'
import { outside, type Words, words } from '../outside.ts'
import { describeCheck } from '../report/make-report.ts'
import type { Result } from '../result/result.ts'
import { readyStarts } from '../result/views.ts'
import { STOP_WORDS } from '../stop-words.ts'
import { LEVEL } from './trial-stages.ts'

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

type Came = { readonly outcome: TrialOutcome }

const GONE: readonly TrialOutcome['state'][] = ['killed-at-start', 'did-not-start', 'killed-under-load', 'went-away']

/** Whether it was there no longer at the end, or never. */
export function isGone({ outcome }: Came): boolean {
  return GONE.includes(outcome.state)
}

/** Whether nothing is known of the target: the machine or the load generator was the limit. */
export function isUnsure({ outcome }: Came): boolean {
  return outcome.state === 'unsure'
}

/** Whether it never became ready. */
export function isUnstarted({ outcome }: Came): boolean {
  return outcome.state === 'killed-at-start' || outcome.state === 'did-not-start'
}

/** How a trial came out, by what a gate makes of it. */
export function outcomeOf(result: Result, verdict: Verdict): TrialOutcome {
  for (const { starts } of result.evidence) {
    for (const start of starts) {
      const why = describeEnd(start, result.plan)
      if (start.ending === null || why === null) continue
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

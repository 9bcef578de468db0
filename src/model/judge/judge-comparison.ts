import type { Side } from '../config.ts'
import { type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { budgetSpent } from '../rounds/budget-spent.ts'
import { pairCourse } from '../rounds/pair-course.ts'
import { STOP_WORDS } from '../stop-words.ts'
import type { Check } from './check.ts'
import { judgeBaseline } from './judge-baseline.ts'
import { judgePairs } from './judge-pairs.ts'

/**
 * The checks against the baseline: of a paired run by its rounds, of equal images at once, else against stored numbers where there are some.
 * `evidence`: the rounds that count. The course follows from all of them, as it did while they were run.
 */
export function judgeComparison(result: Result, evidence: Result['evidence']): readonly Check[] {
  const counted = { ...result, evidence }
  if (result.comparison.how === 'same-image') return [sameImage()]
  const course = pairCourse(result.plan, result.evidence)
  if (course?.state !== 'pairing') return judgeBaseline(counted)
  const checks = judgePairs({ ...counted, evidence: evidence.filter(hasBothSides) }, course.last)
  if (result.ended === 'too-noisy') return checks.map(doubted)
  const spent = result.ended === 'complete' ? budgetSpent(result.plan, result.evidence, course.last) : null
  return spent === null ? checks : checks.map((check) => cutShort(check, spent))
}

/** What was not settled might have been by the rounds that the budget did not allow. */
function cutShort(check: Check, spent: Words): Check {
  return check.state === 'cannot-tell' ? { ...check, reason: words`${check.reason}; ${spent}` } : check
}

/** Too many rounds say more of the machine than of the sides: what they seem to show is shown, and decides nothing. */
function doubted(check: Check): Check {
  if (check.state === 'no-data') return check
  return { ...check, state: 'cannot-tell', reason: words`${check.reason}, but ${STOP_WORDS['too-noisy']}` }
}

/** Whether both sides of a round became ready. */
export function hasBothSides({ starts }: Result['evidence'][number]): boolean {
  const ready = (side: Side) => starts.some((start) => start.side === side && start.state === 'ready')
  return ready('candidate') && ready('baseline')
}

function sameImage(): Check {
  return {
    kind: 'baseline',
    stage: null,
    metric: null,
    state: 'pass',
    gating: true,
    candidate: null,
    baseline: null,
    change: null,
    slowdown: null,
    limit: 'tolerance',
    reason: words`nothing changed: the image is the baseline's`,
  }
}

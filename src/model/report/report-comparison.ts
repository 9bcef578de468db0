import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { budgetSpent } from '../rounds/budget-spent.ts'
import { pairCourse } from '../rounds/pair-course.ts'
import { sift } from '../rounds/sift-rounds.ts'
import { formatMs } from '../units.ts'
import { describeBaseline } from './report-facts.ts'

const SHORT_ID = 19 // "sha256:" and twelve digits, as the docker client shows them

/** What the run was compared with and how, or why with nothing; and which rounds do not count. */
export function describeComparison(result: Result): readonly Words[] {
  return [...describeHow(result), ...describeDropped(result)]
}

function describeHow(result: Result): readonly Words[] {
  switch (result.comparison.how) {
    case 'same-image':
      return [words`The candidate's image is the baseline's (${baselineImage(result)}): there is nothing to compare.`]
    case 'alone': {
      const { why } = result.comparison
      const note = why === null ? [] : [words`Not measured beside the baseline's image: ${why}.`]
      return [...note, ...describeBaseline(result)]
    }
    case 'paired':
      return describePairs(result)
  }
}

function describePairs(result: Result): readonly Words[] {
  const course = pairCourse(result.plan, result.evidence)
  if (course === null) return []
  if (course.state !== 'pairing') {
    return [
      words`Not compared round by round with ${baselineImage(result)}: ${course.why}.`,
      ...describeBaseline(result),
    ]
  }
  const { kept } = sift(result.plan, result.evidence)
  const ms = result.evidence.reduce((sum, round) => sum + round.ms, 0)
  const way = result.plan.pairing?.together
    ? 'both started fresh in every round and driven in turns, the other one frozen'
    : 'started fresh one after the other in every round, as there is not the memory for both'
  return [
    words`Compared with ${baselineImage(result)} in ${kept.length} rounds on this machine (${formatMs(ms)}), at most ${course.last}: ${way}, with the same requests; order ${order(result)}, seed ${result.plan.seed}.`,
    ...describeBudget(result, course.last),
  ]
}

function describeBudget({ plan, evidence, ended }: Result, last: number): readonly Words[] {
  const spent = ended === 'complete' ? budgetSpent(plan, evidence, last) : null
  return spent === null ? [] : [words`Not all of them were run: ${spent}.`]
}

function baselineImage({ images, comparison }: Result): Words {
  const image = comparison.how === 'same-image' ? images.candidate : images.baseline
  if (image === null) return words`the baseline's image`
  return words`${outside(image.reference)} (${outside(image.id.slice(0, SHORT_ID))})`
}

/** `CB BC …`: which side came first, round by round. */
function order({ evidence }: Result): string {
  return evidence.map(({ starts }) => starts.map(({ side }) => (side === 'candidate' ? 'C' : 'B')).join('')).join(' ')
}

function describeDropped(result: Result): readonly Words[] {
  const { dropped } = sift(result.plan, result.evidence)
  return dropped.map(({ round, why }) => words`Round ${round} does not count: ${why}.`)
}

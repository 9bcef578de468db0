import { type Words, words } from '../outside.ts'
import { formatRate, formatShare } from '../units.ts'
import { type Answer, cannotTell, doubtAt, notAnswered, whyNot } from './answer.ts'
import type { Capacity } from './capacity.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { trialsOf } from './points.ts'
import type { TrialView } from './view-trial.ts'

/** The highest rate that meets the thresholds, with what it lies between. */
export function answerMaxRate(capacity: Capacity, { maxRate, views }: CapacityAnswers): Answer | null {
  const search = capacity.searches.maxRate
  if (search === null) return null
  if (maxRate === null) return notAnswered('max rate')
  const { perSecond, above } = maxRate
  const trials = trialsOf(views, 'max-rate')
  if (perSecond === null) {
    const doubt = doubtAt(trials, ({ trial }) => above === null || trial.level?.amount === above)
    return doubt === null ? notFound(trials, above, search.range.from) : cannotTell('max rate', doubt)
  }
  if (above === null) {
    return {
      state: 'found',
      short: words`max rate at least ${formatRate(perSecond)}`,
      lines: [words`Max rate: at least ${formatRate(perSecond)}, the end of the range: raise it.`],
    }
  }
  return {
    state: 'found',
    short: words`max rate ${formatRate(perSecond)}`,
    lines: [
      words`Max rate: ${formatRate(perSecond)} meets the thresholds, ${formatRate(above)} does not${whyMissed(trials, above)}. The highest rate lies between the two (${formatShare(above / perSecond - 1)} apart).`,
    ],
  }
}

/** Without a rate that was missed, the closed loop before it gave nothing. */
function notFound(trials: readonly TrialView[], above: number | null, lowest: number): Answer {
  const [first] = trials
  const why = above === null ? words`: ${first === undefined ? '' : whyNot(first)}` : whyMissed(trials, above)
  return {
    state: 'not-found',
    short: words`max rate not found`,
    lines: [words`Max rate: not found. Even ${formatRate(above ?? lowest)} misses the thresholds${why}.`],
  }
}

function whyMissed(trials: readonly TrialView[], above: number): Words {
  const missed = trials.findLast((view) => view.trial.level?.amount === above && view.outcome.state !== 'meets')
  return missed === undefined ? words`` : words`: ${whyNot(missed)}`
}

import { type Words, words } from '../outside.ts'
import { formatRate, formatShare } from '../units.ts'
import { AGAIN, type Answer, cannotTell, doubtAt, notAnswered, whyNot } from './answer.ts'
import type { Capacity } from './capacity.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { trialsOf } from './points.ts'
import { isUnstarted } from './trial-outcome.ts'
import type { TrialView } from './view-trial.ts'

/** The highest rate that meets the thresholds, with what it lies between. */
export function answerMaxRate(capacity: Capacity, { maxRate, views }: CapacityAnswers): Answer | null {
  const search = capacity.searches.maxRate
  if (search === null) return null
  if (maxRate === null) return notAnswered('max rate')
  const { perSecond, above } = maxRate
  const trials = trialsOf(views, 'max-rate')
  if (perSecond === null) {
    const doubt = doubtAt(trials, ({ trial }) => trial.level?.amount === above)
    return doubt === null ? notFound(trials, above, views) : cannotTell('max rate', doubt)
  }
  if (above === null) {
    return {
      state: 'found',
      short: words`max rate at least ${formatRate(perSecond)}`,
      lines: [words`Max rate: at least ${formatRate(perSecond)}, the end of the range: raise it.`],
    }
  }
  const doubt = doubtAt(trials, ({ trial }) => trial.level?.amount === above)
  if (doubt !== null)
    return {
      state: 'open',
      short: words`max rate at least ${formatRate(perSecond)}`,
      lines: [
        words`Max rate: at least ${formatRate(perSecond)}; at ${formatRate(above)} nothing can be told: ${doubt}. ${AGAIN}`,
      ],
    }
  return {
    state: 'found',
    short: words`max rate ${formatRate(perSecond)}`,
    lines: [
      words`Max rate: ${formatRate(perSecond)} meets the thresholds, ${formatRate(above)} does not${whyMissed(trials, above)}. The highest rate lies between the two (${formatShare(above / perSecond - 1)} apart).`,
    ],
  }
}

/** Without a rate that was missed no rate was tried: the image did not become ready for the load before. */
function notFound(trials: readonly TrialView[], above: number | null, views: readonly TrialView[]): Answer {
  const last = views.findLast(isUnstarted)
  const why =
    above === null
      ? words`No rate was tried, as it did not become ready${last === undefined ? '' : words`: ${whyNot(last)}`}`
      : words`Even ${formatRate(above)} misses the thresholds${whyMissed(trials, above)}`
  return { state: 'not-found', short: words`max rate not found`, lines: [words`Max rate: not found. ${why}.`] }
}

function whyMissed(trials: readonly TrialView[], above: number): Words {
  const missed = trials.findLast((view) => view.trial.level?.amount === above && view.outcome.state !== 'meets')
  return missed === undefined ? words`` : words`: ${whyNot(missed)}`
}

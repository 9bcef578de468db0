import { type Words, words } from '../outside.ts'
import { formatRate, formatShare } from '../units.ts'
import { AGAIN, type Answer, cannotTell, doubtAt, missAt, notAnswered, whyNot } from './answer.ts'
import type { Capacity } from './capacity.ts'
import { describeStarts, startsAtRate } from './count-starts.ts'
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
  const doubt = doubtAt(trials, isAt(above))
  if (perSecond === null) return doubt === null ? notFound(trials, above, views) : cannotTell('max rate', doubt)
  if (above === null) return atLeast(perSecond, perSecond === search.range.to)
  if (doubt !== null)
    return {
      state: 'open',
      short: words`max rate at least ${formatRate(perSecond)}`,
      lines: [
        words`Max rate: at least ${formatRate(perSecond)}; at ${formatRate(above)} nothing can be told: ${doubt}. ${AGAIN}`,
      ],
    }
  const held = startsAtRate(trials, perSecond)
  const missed = startsAtRate(trials, above)
  return {
    state: 'found',
    short: words`max rate ${formatRate(perSecond)}`,
    lines: [
      words`Max rate: between ${formatRate(perSecond)}, which held in ${describeStarts(held.met, held)}, and ${formatRate(above)} (${formatShare(above / perSecond - 1)} more), which missed in ${describeStarts(missed.of - missed.met, missed)}${whyMissed(trials, above)}.`,
    ],
  }
}

function isAt(perSecond: number | null): (view: TrialView) => boolean {
  return ({ trial }) => trial.level?.model === 'rate' && trial.level.amount === perSecond
}

/** No rate missed the thresholds: the range ends there, or no more were to be tried. */
function atLeast(perSecond: number, isEnd: boolean): Answer {
  const why = isEnd ? 'the end of the range: raise it' : 'more was not tried: begin the range at a higher rate'
  return {
    state: isEnd ? 'found' : 'open',
    short: words`max rate at least ${formatRate(perSecond)}`,
    lines: [words`Max rate: at least ${formatRate(perSecond)}; ${why}.`],
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
  const missed = missAt(trials, isAt(above))
  return missed === undefined ? words`` : words`: ${whyNot(missed)}`
}

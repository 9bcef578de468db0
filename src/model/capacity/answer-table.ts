import { METRICS, printValue } from '../metrics/metrics.ts'
import { type Words, words } from '../outside.ts'
import { formatRate } from '../units.ts'
import { type Answer, cannotTell, doubtAt, notAnswered, whyNot } from './answer.ts'
import type { Capacity } from './capacity.ts'
import { describeBox } from './describe-level.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { limitOf, type TrialView } from './view-trial.ts'

/** The cheapest box that meets the thresholds, the runner-up, and what limits each. */
export function answerTable(capacity: Capacity, { table }: CapacityAnswers): Answer | null {
  if (capacity.searches.table === null) return null
  if (table === null) return notAnswered('table')
  const { best, runnerUp, rows, complete } = table
  if (!complete)
    return {
      ...notAnswered('table'),
      lines: [words`Recommendation: not yet; ${rows.length} boxes are measured so far.`],
    }
  if (best === null) {
    const doubt = doubtAt(rows, () => true)
    return doubt === null ? notFound(rows) : cannotTell('table', doubt)
  }
  const second =
    runnerUp === null
      ? words`Runner-up: none; no other box of the table meets the thresholds.`
      : words`Runner-up: ${describeChoice(runnerUp)}`
  return {
    state: 'found',
    short: words`cheapest box ${describeBox(best.trial.box)}`,
    lines: [words`Recommendation: ${describeChoice(best)}`, second],
  }
}

function notFound(rows: readonly TrialView[]): Answer {
  const [closest] = rows.toSorted((a, b) => (b.rps ?? 0) - (a.rps ?? 0))
  const near =
    closest === undefined ? words`` : words` The closest was ${describeBox(closest.trial.box)}: ${whyNot(closest)}.`
  return {
    state: 'not-found',
    short: words`no box meets the thresholds`,
    lines: [words`Recommendation: none. No box of the table meets the thresholds.${near}`],
  }
}

function describeChoice(view: TrialView): Words {
  const { trial, rps, p95 } = view
  const gives = rps === null ? '' : `, gives ${formatRate(rps)}`
  const limit = limitOf(view)
  return words`${describeBox(trial.box)}${gives}, p95 ${printValue(METRICS.p95, p95)}.${limit === null ? '' : words` What limits it: ${limit}.`}`
}

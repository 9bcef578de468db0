import { METRICS, printValue } from '../metrics/metrics.ts'
import { type Words, words } from '../outside.ts'
import { formatRate } from '../units.ts'
import { AGAIN, type Answer, cannotTell, notAnswered, whyNot } from './answer.ts'
import type { Capacity } from './capacity.ts'
import { describeStarts, startsOf } from './count-starts.ts'
import { describeBox } from './describe-level.ts'
import type { CapacityAnswers } from './judge-capacity.ts'
import { targetRps } from './target-rps.ts'
import { limitOf, type TrialView } from './view-trial.ts'

/** The cheapest box that meets the thresholds, the runner-up, and what limits each. */
export function answerTable(capacity: Capacity, { table, views }: CapacityAnswers): Answer | null {
  if (capacity.searches.table === null) return null
  if (table === null) return notAnswered('table')
  const { best, runnerUp, rows, complete, confirmed, doubtful } = table
  if (!complete)
    return {
      ...notAnswered('table'),
      lines: [words`Recommendation: not yet; ${rows.length} boxes are measured so far.`],
    }
  if (best === null) {
    const [doubt] = doubtful
    return doubt === undefined ? notFound(rows) : cannotTell('table', whyNot(doubt))
  }
  const second =
    runnerUp === null
      ? words`Runner-up: none; no other box of the table meets the thresholds.`
      : words`Runner-up: ${describeChoice(runnerUp, views)}`
  const lines = [words`Recommendation: ${describeChoice(best, views)}`, second, ...nothingAsked(capacity)]
  const [doubt] = doubtful
  if (doubt === undefined) {
    const short = words`cheapest box ${describeBox(best.trial.box)}`
    if (confirmed) return { state: 'found', short, lines }
    const again = words`The recommended box was to be measured again, to be sure of it, and is not yet.`
    return { state: 'open', short: words`${short}, not measured again yet`, lines: [...lines, again] }
  }
  const cheaper = doubtful.map(({ trial }) => describeBox(trial.box)).join('; ')
  return {
    state: 'open',
    short: words`cheapest box at most ${describeBox(best.trial.box)}`,
    lines: [...lines, words`Whether a cheaper box does cannot be told (${cheaper}: ${whyNot(doubt)}). ${AGAIN}`],
  }
}

/** Without a threshold on speed every box that lives will do, and the cheapest is the slowest. */
function nothingAsked({ asked }: Capacity): readonly Words[] {
  const isAsked = asked.thresholds.some(({ metric }) => METRICS[metric].kind === 'number')
  return isAsked ? [] : [words`No threshold limits latency or RPS: any box that answers will do.`]
}

function notFound(rows: readonly TrialView[]): Answer {
  const [closest] = rows.toSorted((a, b) => (targetRps(b) ?? 0) - (targetRps(a) ?? 0))
  const near =
    closest === undefined ? words`` : words` The closest was ${describeBox(closest.trial.box)}: ${whyNot(closest)}.`
  return {
    state: 'not-found',
    short: words`no box meets the thresholds`,
    lines: [words`Recommendation: none. No box of the table meets the thresholds.${near}`],
  }
}

function describeChoice(view: TrialView, views: readonly TrialView[]): Words {
  const { trial, rps, p95 } = view
  const gives = rps === null ? '' : `, gives ${formatRate(rps)}`
  const limit = limitOf(view)
  const starts = startsOf(view, views)
  const held = describeStarts(starts.met, starts)
  return words`${describeBox(trial.box)}${gives}, p95 ${printValue(METRICS.p95, p95)}; it met the thresholds in ${held}.${limit === null ? '' : words` What limits it: ${limit}.`}`
}

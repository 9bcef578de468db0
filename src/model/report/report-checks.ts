import type { Change, Check, CheckState } from '../judge/check.ts'
import type { Verdict } from '../judge/verdict.ts'
import { METRICS, printValue } from '../metrics/metrics.ts'
import { outside, words } from '../outside.ts'
import { formatShare } from '../units.ts'
import type { Column, Mark, Row, Section } from './report.ts'

const CHECK_COLUMNS: readonly Column[] = [
  { title: 'Result', align: 'left' },
  { title: 'Stage', align: 'left' },
  { title: 'Metric', align: 'left' },
  { title: 'Baseline', align: 'right' },
  { title: 'Candidate', align: 'right' },
  { title: 'Change', align: 'right' },
  { title: 'Limit', align: 'left' },
  { title: 'Why', align: 'left' },
]

/** Most urgent first; equal ones stay in the order of the plan. */
const ORDER: readonly CheckState[] = ['fail', 'likely', 'cannot-tell', 'no-data', 'accepted', 'pass']

/** Every check, what failed first. */
export function checksTable(verdict: Pick<Verdict, 'checks'>): Extract<Section, { kind: 'table' }> {
  const rank = (check: Check) => (check.gating ? 0 : 0.5) + ORDER.indexOf(check.state)
  const sorted = [...verdict.checks].sort((a, b) => rank(a) - rank(b))
  return { kind: 'table', title: 'Checks', columns: CHECK_COLUMNS, rows: sorted.map(checkRow) }
}

function checkRow(check: Check): Row {
  const metric = check.metric === null ? null : METRICS[check.metric]
  const value = (of: Check['candidate']) =>
    of === null || metric === null ? words`` : words`${printValue(metric, of)}`
  return {
    mark: markOf(check),
    cells: [
      words`${STATE_WORDS[check.state]}${check.gating ? '' : ' (advisory)'}`,
      check.stage === null ? words`` : words`${outside(check.stage)}`,
      words`${metric === null ? 'target' : metric.label}`,
      value(check.baseline),
      value(check.candidate),
      words`${check.change === null ? '' : describeChange(check.change)}`,
      words`${check.limit ?? ''}`,
      check.reason,
    ],
  }
}

/** An advisory row has no sign: it is there to be read, not to alarm. */
function markOf(check: Check): Mark | null {
  if (!check.gating) return null
  return check.state === 'accepted' ? 'pass' : check.state
}

/** How a check came out, in words. */
export const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  pass: 'pass',
  fail: 'fail',
  likely: 'likely fail',
  'cannot-tell': 'cannot tell',
  'no-data': 'no data',
  accepted: 'accepted',
}

/** `+7.1 % (5 to 9.2)`, as a change of the metric itself. */
export function describeChange(change: Change): string {
  const signed = (share: number) => `${share < 0 ? '-' : '+'}${formatShare(Math.abs(share))}`
  return `${signed(change.estimate)} (${signed(change.lower)} to ${signed(change.upper)})`
}

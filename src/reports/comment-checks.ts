import type { Attribution } from '../model/causes/attribution.ts'
import { type Check, type CheckState, isWarning } from '../model/judge/check.ts'
import type { Verdict } from '../model/judge/verdict.ts'
import { METRICS } from '../model/metrics/metrics.ts'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import type { Column, Row } from '../model/report/report.ts'
import { checksTable } from '../model/report/report-checks.ts'
import { commentList, commentTable } from './comment-table.ts'
import { details } from './details.ts'

/** The columns of the whole table that a comment has, in its order; the reasons stand below as sentences. */
const SHOWN = ['Stage', 'Metric', 'Baseline', 'Candidate', 'Change', 'Limit', 'Result'] as const

/** What somebody has to look at, the worst first. Empty where all is well. */
export function openChecks(verdict: Verdict): string {
  const open = verdict.checks.filter(isOpen)
  return open.length === 0 ? '' : table(open)
}

/** What holds, and what only advises, as one line to open. Empty where there is none. */
export function quietChecks(verdict: Verdict): string {
  const quiet = verdict.checks.filter((check) => !isOpen(check))
  if (quiet.length === 0) return ''
  return details(countStates(quiet), table(quiet))
}

/** Why each open check came out as it did, one sentence a check, and what explains it. A stage's end is told once, by what explains it. */
export function openReasons(verdict: Verdict, why: readonly Attribution[]): string {
  const isExplained = ({ kind, stage }: Check) => kind === 'target' && why.some((one) => one.stage === stage)
  const reasons = sorted(verdict.checks.filter((check) => isOpen(check) && !isExplained(check))).map(reasonLine)
  const lines = [...why.filter(isEnd).map(whyLine), ...reasons, ...why.filter((one) => !isEnd(one)).map(whyLine)]
  return lines.length === 0 ? '' : commentList(lines)
}

/** What nothing after it can matter more than. */
function isEnd({ cause }: Attribution): boolean {
  return cause === 'killed-for-memory' || cause === 'exited'
}

function whyLine({ stage, sentence }: Attribution): Words {
  return stage === null ? words`${sentence}.` : words`${outside(stage)}: ${sentence}.`
}

function isOpen(check: Check): boolean {
  return check.gating ? check.state !== 'pass' : isWarning(check)
}

function reasonLine(check: Check): Words {
  const { stage, metric, reason } = check
  const parts = [...(stage === null ? [] : [outside(stage)]), ...(metric === null ? [] : [METRICS[metric].label])]
  const named = joinWords(
    parts.map((part) => [part]),
    ' ',
  )
  return named.length === 0 ? words`${reason}.` : words`${named}: ${reason}.`
}

/** Columns in which no row has anything are left out. */
function table(checks: readonly Check[]): string {
  const whole = checksTable({ checks })
  const places = SHOWN.map((title) => whole.columns.findIndex((column) => column.title === title))
  const said = places.filter((place) => whole.rows.some(({ cells }) => cells[place]?.some((part) => part !== '')))
  const columns = said.flatMap((place): readonly Column[] => {
    const column = whole.columns[place]
    return column === undefined ? [] : [column]
  })
  return commentTable({ columns, rows: whole.rows.map((row) => pick(row, said)) })
}

/** The result's sign goes before the stage, so that the eye finds it. */
function pick({ mark, cells }: Row, places: readonly number[]): Row {
  return { mark, cells: places.map((place) => cells[place] ?? []) }
}

/** As the table is sorted. */
function sorted(checks: readonly Check[]): readonly Check[] {
  const rank = (check: Check) => (check.gating ? 0 : 0.5) + ORDER.indexOf(check.state)
  return [...checks].sort((a, b) => rank(a) - rank(b))
}
const ORDER: readonly CheckState[] = ['fail', 'likely', 'cannot-tell', 'no-data', 'accepted', 'pass']

const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  pass: 'pass',
  fail: 'fail',
  likely: 'are likely fails',
  'cannot-tell': 'cannot tell',
  'no-data': 'have no data',
  accepted: 'are accepted',
}

/** `5 checks pass; advisory: 2 cannot tell`. */
function countStates(checks: readonly Check[]): string {
  const gating = counts(checks.filter((check) => check.gating))
  const advisory = counts(checks.filter((check) => !check.gating))
  if (gating === '') return `Advisory: ${advisory}`
  return advisory === '' ? gating : `${gating}; advisory: ${advisory}`
}

function counts(checks: readonly Check[]): string {
  return ORDER.flatMap((state): string[] => {
    const count = checks.filter((check) => check.state === state).length
    if (count === 0) return []
    const word = state === 'pass' && count === 1 ? 'passes' : STATE_WORDS[state]
    return [`${count} ${count === 1 ? 'check' : 'checks'} ${word}`]
  }).join(', ')
}

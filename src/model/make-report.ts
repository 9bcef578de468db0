import type { Change, Check, CheckState } from './check.ts'
import type { MetricId } from './metric-id.ts'
import { METRICS, printNumber, printValue } from './metrics.ts'
import { joinWords, outside, type Words, words } from './outside.ts'
import type { Column, Mark, Report, Row, Section } from './report.ts'
import { describeBaseline, describeTarget } from './report-facts.ts'
import { failureSections } from './report-failures.ts'
import type { Result } from './result.ts'
import { attempts } from './samples.ts'
import { shortLoad } from './stage-load.ts'
import { formatShare } from './units.ts'
import { describeInvalidity } from './validity.ts'
import type { Verdict } from './verdict.ts'
import { measuredStages, pooledView, readyStarts } from './views.ts'

/** What a run has to say: the verdict in words, the checks with what failed first, what was measured, and on what. */
export function makeReport(result: Result, verdict: Verdict): Report {
  const sections: Section[] = [
    checksTable(verdict),
    measuredTable(result),
    ...failureSections(result),
    { kind: 'words', title: 'Baseline', lines: describeBaseline(result) },
    { kind: 'words', title: 'Target and machine', lines: describeTarget(result) },
    ...logSections(result),
  ]
  return { outcome: verdict.outcome, headline: headline(verdict), sections: sections.filter(hasContent) }
}

function hasContent(section: Section): boolean {
  return section.kind === 'table' ? section.rows.length > 0 : section.lines.length > 0
}

function headline(verdict: Verdict): Words {
  const gating = verdict.checks.filter((check) => check.gating)
  switch (verdict.outcome) {
    case 'pass':
      if (!verdict.asked) return words`Pass: measured, nothing asked`
      return words`Pass: ${gating.length === 1 ? 'the one check holds' : `all ${gating.length} checks hold`}`
    case 'fail': {
      const failed = gating.filter((check) => check.state === 'fail')
      return words`Fail: ${firstAndRest(failed)}`
    }
    case 'inconclusive': {
      const open = gating.filter((check) => check.state !== 'pass' && check.state !== 'accepted')
      return words`Cannot tell: ${firstAndRest(open)}`
    }
  }
}

function firstAndRest(checks: readonly Check[]): Words {
  const [first, ...rest] = checks
  if (first === undefined) return words`no check has an answer`
  return words`${describeCheck(first)}${rest.length === 0 ? '' : `, and ${rest.length} more`}`
}

/** A check in one sentence: where, what was asked, what was seen. */
export function describeCheck(check: Check): Words {
  const where = check.stage === null ? words`` : words`${outside(check.stage)}: `
  if (check.kind === 'target') return words`${where}${check.reason}`
  const metric = check.metric === null ? null : METRICS[check.metric]
  if (metric === null || check.candidate === null) return words`${where}${check.reason}`
  if (check.kind === 'baseline') {
    const change = check.change === null ? '' : ` ${describeChange(check.change)}`
    return words`${where}${metric.label}${change}, ${check.limit ?? ''}: ${check.reason}`
  }
  return words`${where}${metric.label} ${printValue(metric, check.candidate)}, asked ${check.limit ?? ''} (${check.reason})`
}

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

function checksTable(verdict: Verdict): Section {
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

const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  pass: 'pass',
  fail: 'fail',
  likely: 'likely fail',
  'cannot-tell': 'cannot tell',
  'no-data': 'no data',
  accepted: 'accepted',
}

/** `+7.1 % (5 to 9.2)`, as a change of the metric itself. */
function describeChange(change: Change): string {
  const signed = (share: number) => `${share < 0 ? '-' : '+'}${formatShare(Math.abs(share))}`
  if (change.lower === null || change.upper === null) return signed(change.estimate)
  return `${signed(change.estimate)} (${signed(change.lower)} to ${signed(change.upper)})`
}

const SHOWN: readonly MetricId[] = ['rps', 'p50', 'p90', 'p95', 'p99', 'failures', 'timeouts']

function measuredTable(result: Result): Section {
  const columns: Column[] = [
    { title: 'Stage', align: 'left' },
    { title: 'Load', align: 'left' },
    { title: 'Requests', align: 'right' },
    ...SHOWN.map((id): Column => ({ title: METRICS[id].label, align: 'right' })),
  ]
  const rows = measuredStages(result.plan).flatMap((stage): Row[] => {
    const pooled = pooledView(result, 'candidate', stage.name)
    if (attempts(pooled.merged) === 0) return []
    const cells = SHOWN.map((id): Words => {
      const metric = METRICS[id]
      if (metric.kind === 'start') return words``
      if (metric.kind === 'number') return words`${printValue(metric, metric.of(pooled))}`
      const { events, trials } = metric.count(pooled)
      return words`${printNumber(metric, events / trials)}`
    })
    const first = [words`${outside(stage.name)}`, words`${shortLoad(stage.load)}`, words`${attempts(pooled.merged)}`]
    return [{ mark: null, cells: [...first, ...cells] }]
  })
  const rounds = readyStarts(result, 'candidate').length
  return { kind: 'table', title: `Measured over ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`, columns, rows }
}

/** What a container or a body said where something went wrong. */
function logSections(result: Result): readonly Section[] {
  return result.evidence.flatMap((round) =>
    round.starts.flatMap((start): Section[] => {
      const sections: Section[] = []
      const ending = start.ending
      if (ending !== null && ending.lastLines.length > 0) {
        sections.push({
          kind: 'log',
          title: `Last lines of the container's log (round ${round.round})`,
          lines: ending.lastLines,
        })
      }
      if (start.state === 'failed') return sections
      for (const probe of start.probes) {
        if (probe.ok || probe.body === null) continue
        sections.push({ kind: 'log', title: 'Body of the unexpected answer', lines: [probe.body] })
      }
      return sections
    }),
  )
}

/** Why the measurement is not valid, for the log; empty words when it is. */
export function validityNote(verdict: Verdict): Words {
  return verdict.invalid.length === 0
    ? []
    : joinWords([words`The measurement is not valid`, describeInvalidity(verdict.invalid)], ': ')
}

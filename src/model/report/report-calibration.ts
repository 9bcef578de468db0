import { pairCharts } from '../charts/pair-charts.ts'
import type { Calibration, Control } from '../judge/calibration.ts'
import { CONTROL_SHARE } from '../judge/control-quota.ts'
import {
  type CalibratedCheck,
  type ControlVerdict,
  type JudgedCalibration,
  nameCheck,
} from '../judge/judge-calibration.ts'
import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { LAST_LOOKS } from '../rounds/looks.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { POWER, TOLERANCES } from '../statistics/sensitivity.ts'
import { formatCores, formatMs, formatShare } from '../units.ts'
import { describeCheck } from './make-report.ts'
import { type Column, hasContent, type Report, type Section } from './report.ts'
import { checksTable, describeChange, STATE_WORDS } from './report-checks.ts'
import { describeComparison } from './report-comparison.ts'
import { describeTarget } from './report-facts.ts'
import { failureSections } from './report-failures.ts'
import { generatorTable } from './report-generator.ts'
import { logSections } from './report-logs.ts'

/** What a calibration has to say: how much two starts of one image differ, what follows for tolerance and budget, and whether a true loss is seen. */
export function reportCalibration(calibration: Calibration, judged: JudgedCalibration): Report {
  const { equal, control } = calibration
  const sections: Section[] = [
    visibleTable(judged),
    neededTable(judged),
    { kind: 'words', title: 'To set', lines: suggestions(judged) },
    ...controlSections(control, judged.control),
    { kind: 'words', title: 'How it was reckoned', lines: [...describeComparison(equal), ...formulas(judged)] },
    generatorTable(countedResult(equal)),
    { kind: 'words', title: 'Target and machine', lines: describeTarget(countedResult(equal)) },
    ...troubleSections(equal),
    ...(control.state === 'run' ? troubleSections(control.result).map(ofTheControl) : []),
  ]
  const outcome = judged.control.state === 'flagged' ? 'pass' : 'inconclusive'
  return { outcome, headline: headline(judged), sections: sections.filter(hasContent) }
}

/** What requests failed with, and what containers said that ended. */
function troubleSections(result: Result): readonly Section[] {
  return [...failureSections(countedResult(result)), ...logSections(result)]
}

function ofTheControl(section: Section): Section {
  return { ...section, title: `${section.title} of the control` }
}

const LOSS = formatShare(1 - CONTROL_SHARE)

function headline({ control, equal }: JudgedCalibration): Words {
  const alarm = equal.checks.find(({ gating, state }) => gating && state === 'fail')
  const falseAlarm = alarm === undefined ? '' : words`; but against itself it failed too: ${describeCheck(alarm)}`
  return control.state === 'flagged'
    ? words`Calibrated: the image with ${LOSS} less CPU was flagged${falseAlarm}`
    : words`Control failed: the image with ${LOSS} less CPU was not flagged: ${control.why}${falseAlarm}`
}

const FIRST: readonly Column[] = [
  { title: 'Stage', align: 'left' },
  { title: 'Metric', align: 'left' },
]

function firstCells({ cell }: CalibratedCheck): readonly Words[] {
  const note = cell.gating ? '' : ' (advisory)'
  return [cell.stage === null ? words`` : words`${outside(cell.stage)}`, words`${cell.metric.label}${note}`]
}

function visibleTable({ checks, rounds }: JudgedCalibration): Section {
  return {
    kind: 'table',
    title: `Smallest slowdown that is surely seen / that fails, by rounds (${rounds.counted} rounds of ${formatMs(rounds.meanMs)} each)`,
    columns: [
      ...FIRST,
      { title: 'Spread', align: 'right' },
      ...LAST_LOOKS.map((look): Column => ({ title: String(look), align: 'right' })),
    ],
    rows: checks.map((check) => ({
      mark: null,
      cells: [
        ...firstCells(check),
        words`${check.spread === null ? 'no data' : formatShare(check.spread)}`,
        ...LAST_LOOKS.map((_, place) => words`${visibleAt(check, place)}`),
      ],
    })),
  }
}

/** `3% / 8.2%`: surely slower from the first, a regression, which is what fails, from the second. */
function visibleAt({ sensitivity }: CalibratedCheck, place: number): string {
  if (sensitivity === null) return ''
  return [sensitivity.visible, sensitivity.regression].map((shares) => shareOr(shares[place], '')).join(' / ')
}

function shareOr(share: number | null | undefined, otherwise: string): string {
  return share === null || share === undefined ? otherwise : formatShare(share)
}

function neededTable({ checks, rounds }: JudgedCalibration): Section {
  return {
    kind: 'table',
    title: 'The image against itself',
    columns: [
      ...FIRST,
      { title: 'Change', align: 'right' },
      { title: 'Tolerance', align: 'right' },
      { title: 'Result', align: 'left' },
      { title: `Tolerance for ${rounds.last} rounds`, align: 'right' },
      { title: 'Rounds for tolerance', align: 'right' },
    ],
    rows: checks.map((calibrated) => {
      const { cell, check, sensitivity } = calibrated
      const cells = [
        ...firstCells(calibrated),
        words`${check.change === null ? '' : describeChange(check.change)}`,
        words`${formatShare(cell.tolerance)}`,
        words`${STATE_WORDS[check.state]}`,
        words`${sensitivity === null ? '' : shareOr(sensitivity.tolerance, `over ${largest()}`)}`,
        words`${sensitivity === null ? '' : (sensitivity.rounds ?? `over ${LAST_LOOKS.at(-1) ?? 0}`)}`,
      ]
      return { mark: null, cells }
    }),
  }
}

function largest(): string {
  return formatShare(TOLERANCES.at(-1) ?? 0)
}

/** Lines to put into the configuration, and why. */
function suggestions({ tolerance, budget, checks, rounds }: JudgedCalibration): readonly Words[] {
  const entries = Object.entries(tolerance)
  const fitting = entries.flatMap(([id, share]) => (share === null ? [] : [`${id}: ${formatShare(share)}`]))
  const wide = entries.flatMap(([id, share]) => (share === null ? [id] : []))
  const lines: Words[] = []
  if (fitting.length > 0)
    lines.push(
      words`"baseline.tolerance": { ${fitting.join(', ')} }: an equal image passes each of these checks in at least ${formatShare(POWER)} of the runs of ${rounds.last} rounds.`,
    )
  for (const id of wide)
    lines.push(
      words`${id}: no tolerance up to ${largest()} is enough for ${rounds.last} rounds: choose longer stages, more rounds, a quieter machine, or a steadier metric.`,
    )
  const set = checks.filter(({ cell }) => cell.gating)
  if (set.length === 0) return lines
  const asSet = `the tolerance that is set (${[...new Set(set.map(({ cell }) => `${cell.asked} ${formatShare(cell.tolerance)}`))].join(', ')})`
  if (budget !== null)
    lines.push(
      words`"budget": ${formatMs(budget.ms)}, "rounds": ${budget.rounds}: enough for ${asSet}, with a tenth to spare.`,
    )
  else if (entries.length > 0)
    lines.push(
      words`No budget is enough for ${asSet}: ${tooNoisy(set)} would need more than ${LAST_LOOKS.at(-1) ?? 0} rounds.`,
    )
  return lines
}

function tooNoisy(checks: readonly CalibratedCheck[]): Words {
  const worst = checks.filter(({ sensitivity }) => sensitivity?.rounds === null)
  return worst.flatMap((check, place) => (place === 0 ? nameCheck(check) : [', ', ...nameCheck(check)]))
}

function controlSections(control: Control, verdict: ControlVerdict): readonly Section[] {
  if (control.state === 'not-run') return []
  const { quota, result } = control
  const table = checksTable(verdict)
  const line = words`It used ${formatCores(quota.usedCores)} CPU in stage ${outside(quota.stage)} and got ${formatCores(quota.cpus)} as the candidate, ${formatCores(result.plan.cpus)} as the baseline.`
  // Without signs: here a failure is what is wanted.
  const rows = table.rows.map((row) => ({ ...row, mark: null }))
  return [
    { ...table, title: 'Control: one of these has to fail', rows },
    { kind: 'words', title: 'The control', lines: [line, ...describeComparison(result)] },
    { kind: 'charts', title: 'The control, round by round', groups: [{ title: null, charts: pairCharts(result) }] },
  ]
}

function formulas({ rounds }: JudgedCalibration): readonly Words[] {
  return [
    words`Spread: standard deviation of the rounds' log ratios, from ${rounds.counted} rounds; it is itself known to about ${formatShare(1 / Math.sqrt(2 * Math.max(1, rounds.counted - 1)))}.`,
    words`Surely seen after n rounds: (t(1-a, n-1) + t(${POWER}, n-1)) x spread / sqrt(n), in ${formatShare(POWER)} of the runs, with the level a that a run which ends there has left for a failure. What fails lies that far beyond the tolerance that is set.`,
    words`Tolerance and rounds: the same formula with the level of a pass; the smallest of ${TOLERANCES.map(formatShare).join(', ')} and of ${LAST_LOOKS.join(', ')} rounds. Earlier looks are left out, so that a little less would do.`,
  ]
}

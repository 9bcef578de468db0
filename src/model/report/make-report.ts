import { type Attribution, attribute } from '../causes/attribution.ts'
import { describeGate } from '../gate-changes/describe-gate.ts'
import { type Check, isWarning } from '../judge/check.ts'
import type { Verdict } from '../judge/verdict.ts'
import { METRICS, printValue } from '../metrics/metrics.ts'
import { outside, plainText, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { countedResult } from '../rounds/sift-rounds.ts'
import { hasContent, type Report, type Section } from './report.ts'
import { bothRuns } from './report-both-runs.ts'
import { checksTable, describeChange } from './report-checks.ts'
import { describeComparison } from './report-comparison.ts'
import { describeTarget } from './report-facts.ts'
import { failureSections } from './report-failures.ts'
import { generatorTable } from './report-generator.ts'
import { logSections } from './report-logs.ts'
import { measuredTable } from './report-measured.ts'
import { spawnTable } from './report-spawn.ts'
import { targetSections } from './report-target.ts'

/**
 * What a run has to say: the verdict in words, the checks with what failed first, what was measured, and on what. `before`: the earlier result whose
 * numbers it was held against, or, where they cannot be, is shown with.
 */
export function makeReport(measured: Result, verdict: Verdict, before: Result | null = null): Report {
  const result = countedResult(measured)
  const whose = before === null ? (section: Section) => section : ofTheCandidate
  const sections: Section[] = [
    { kind: 'words', title: 'The gate itself', lines: describeGate(measured) },
    checksTable(verdict),
    { kind: 'words', title: 'Why', lines: attribute(result, verdict).map(whyLine) },
    ...(before === null ? [measuredTable(result)] : bothRuns(result, countedResult(before))),
    ...[spawnTable(result), ...failureSections(result), ...targetSections(result), generatorTable(result)].map(whose),
    { kind: 'words', title: 'Baseline', lines: describeComparison(measured) },
    ...[targetWords(result), ...logSections(measured)].map(whose),
  ]
  return { outcome: verdict.outcome, headline: headline(verdict), sections: sections.filter(hasContent) }
}

function targetWords(result: Result): Section {
  return { kind: 'words', title: 'Target and machine', lines: describeTarget(result) }
}

/** A section that is of the later run alone, in a report of two. */
export function ofTheCandidate(section: Section): Section {
  return { ...section, title: `${section.title} of the candidate` }
}

function whyLine({ stage, sentence }: Attribution): Words {
  return stage === null ? words`${sentence}.` : words`${outside(stage)}: ${sentence}.`
}

function headline(verdict: Verdict): Words {
  const gating = verdict.checks.filter((check) => check.gating)
  switch (verdict.outcome) {
    case 'pass':
      return words`Pass: ${whatHolds(verdict.asked, gating.length)}${advice(verdict.checks)}`
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

function whatHolds(asked: boolean, checks: number): string {
  if (!asked) return 'measured, nothing asked'
  return checks === 1 ? 'the one check holds' : `all ${checks} checks hold`
}

/** What would not have passed had it been asked to decide. */
function advice(checks: readonly Check[]): Words {
  const warnings = checks.filter(isWarning).sort((a, b) => Number(a.state !== 'fail') - Number(b.state !== 'fail'))
  return warnings.length === 0 ? words`` : words`; advisory: ${firstAndRest(warnings)}`
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
  if (check.kind === 'baseline') return words`${where}${metric.label}${describeJudged(check)}`
  return words`${where}${metric.label} ${printValue(metric, check.candidate)}, asked ${check.limit ?? ''} (${check.reason})`
}

/** A failure is told by its size; whatever else came out needs its reason. The limit stands in most reasons already. */
function describeJudged({ state, change, limit, reason }: Check): Words {
  const sized = change === null ? '' : ` ${describeChange(change)}`
  if (state === 'fail' && change !== null) return words`${sized}, ${limit ?? ''}`
  const isNamed = limit === null || plainText(reason).includes(limit)
  return words`${sized}${isNamed ? '' : `, ${limit}`}: ${reason}`
}

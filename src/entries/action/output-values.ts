import type { OutputName } from '../../github/outputs.ts'
import { answersInNumbers } from '../../model/capacity/answers-in-numbers.ts'
import { isGateChanged } from '../../model/gate-changes/is-gate-changed.ts'
import { metricValues } from '../../model/metrics/metric-values.ts'
import { numeric } from '../../model/metrics/value.ts'
import { plainText } from '../../model/outside.ts'
import { describeCheck } from '../../model/report/make-report.ts'
import { measuredStages } from '../../model/result/views.ts'
import { renderMarkdown } from '../../reports/markdown.ts'
import type { Calibrated } from '../../stories/conclude-calibration.ts'
import type { Finished } from '../../stories/gate.ts'
import type { Sized } from '../../stories/size.ts'

type Values = Readonly<Record<OutputName, string>>

/** Files that a run wrote. */
export type Paths = Readonly<Record<'result' | 'report' | 'page', string>>

/** The outputs where nothing could be judged: all empty but for what is certain. */
export const NO_OUTPUTS: Values = {
  verdict: '',
  passed: 'false',
  'failed-checks': '[]',
  rps: '',
  p95: '',
  metrics: '{}',
  report: '',
  'result-path': '',
  'report-path': '',
  'comment-written': 'false',
  'gate-changed': 'false',
  'page-path': '',
}

/** The outputs of a judged run. */
export function judgedOutputs({ result, verdict, report }: Finished, paths: Paths, isCommentWritten: boolean): Values {
  const values = metricValues(result)
  const stages = measuredStages(result.plan)
  const connections = stages.find((stage) => stage.load.model === 'connections')
  // Latency under a schedule is what callers see; without one, that of the closed loop has to do.
  const forLatency = stages.find((stage) => stage.load.model === 'rate') ?? connections ?? stages[0]
  const forRps = connections ?? stages.find((stage) => stage.load.model === 'users')
  const failed = verdict.checks.filter((check) => check.gating && check.state === 'fail')
  return {
    verdict: verdict.outcome,
    passed: String(verdict.outcome === 'pass'),
    'failed-checks': JSON.stringify(failed.map((check) => plainText(describeCheck(check)))),
    rps: rounded(forRps && values[forRps.name]?.rps),
    p95: rounded(forLatency && values[forLatency.name]?.p95),
    metrics: JSON.stringify(values),
    report: renderMarkdown(report),
    'result-path': paths.result,
    'report-path': paths.report,
    'comment-written': String(isCommentWritten),
    'gate-changed': String(isGateChanged(result) ?? ''),
    'page-path': paths.page,
  }
}

/** The outputs of a calibration: the numbers are those of the image against itself; it has passed when its control was flagged. */
export function calibratedOutputs({ calibration, judged, report }: Calibrated, paths: Paths): Values {
  const verdict = { ...judged.equal, outcome: report.outcome, checks: [] }
  return judgedOutputs({ result: calibration.equal, verdict, report }, paths, false)
}

/** The outputs of a capacity run: its answers. RPS and p95 are those of the recommended box, else the plateau and none. */
export function sizedOutputs({ answers, report }: Sized, paths: Paths, isCommentWritten: boolean): Values {
  const best = answers.table?.best ?? null
  const p95 = best === null ? null : numeric(best.p95)
  return {
    verdict: report.outcome,
    passed: String(report.outcome === 'pass'),
    'failed-checks': JSON.stringify(report.outcome === 'fail' ? [plainText(report.headline)] : []),
    rps: rounded(best?.rps ?? answers.knee?.knee?.plateauRps),
    p95: rounded(p95 !== null && Number.isFinite(p95) ? p95 : null),
    metrics: JSON.stringify(answersInNumbers(answers)),
    report: renderMarkdown(report),
    'result-path': paths.result,
    'report-path': paths.report,
    'comment-written': String(isCommentWritten),
    'gate-changed': 'false',
    'page-path': paths.page,
  }
}

/** Two decimals: more than any measurement here is worth. */
function rounded(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : String(Math.round(value * 100) / 100)
}

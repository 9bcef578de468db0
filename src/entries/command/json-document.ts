import { answersInNumbers } from '../../model/capacity/answers-in-numbers.ts'
import { describePlace } from '../../model/errors.ts'
import type { Check } from '../../model/judge/check.ts'
import type { Outcome } from '../../model/judge/verdict.ts'
import { metricValues } from '../../model/metrics/metric-values.ts'
import { numeric, type Value } from '../../model/metrics/value.ts'
import { plainText } from '../../model/outside.ts'
import { reportError } from '../../model/report/error-report.ts'
import { describeCheck } from '../../model/report/make-report.ts'
import { worstCode } from '../../stories/compare.ts'
import type { Calibrated } from '../../stories/conclude-calibration.ts'
import type { Finished } from '../../stories/gate.ts'
import type { Sized } from '../../stories/size.ts'
import { type Failed, failureCode } from '../attempt/attempt.ts'

/** What `--json` prints: the verdict and what it rests on, or why there is none. Further keys may come; those that are here stay. */
export type JsonDocument = {
  readonly kind: 'perf-gate-verdict'
  readonly schema: 1
  /** `null`: nothing could be judged. */
  readonly verdict: Outcome | null
  readonly exitCode: number
  readonly headline: string
  readonly checks: readonly JsonCheck[]
  /** Of the candidate, by measured stage, in base units (per second, milliseconds, shares of 1, bytes). */
  readonly metrics: ReturnType<typeof metricValues>
  /** Files that were written. */
  readonly files: Files
  readonly error: JsonError | null
}
type Files = Readonly<Record<string, string>>

export type JsonCheck = Pick<Check, 'kind' | 'stage' | 'metric' | 'state' | 'gating' | 'limit'> & {
  readonly candidate: number | null
  readonly baseline: number | null
  readonly text: string
}

export type JsonError = {
  readonly kind: 'config' | 'setup' | 'interrupted' | 'bug'
  /** What is wrong, each with what to do. */
  readonly problems: readonly { readonly place: string | null; readonly text: string; readonly fix: string | null }[]
}

/** The document of what was judged. */
export function judgedDocument({ result, verdict, report }: Finished, exitCode: number, files: Files): JsonDocument {
  return {
    kind: 'perf-gate-verdict',
    schema: 1,
    verdict: report.outcome,
    exitCode,
    headline: plainText(report.headline),
    checks: verdict.checks.map(toJsonCheck),
    metrics: metricValues(result),
    files,
    error: null,
  }
}

/** The document of a comparison from files: of two verdicts the one that decides, with the other one in it. */
export function comparedDocument(
  finished: readonly Finished[],
): JsonDocument & { readonly others: readonly JsonDocument[] } {
  const documents = finished.map((one) => judgedDocument(one, worstCode([one]), {}))
  const worst = worstCode(finished)
  const deciding = documents.findLast(({ exitCode }) => exitCode === worst)
  if (deciding === undefined) throw new Error('there is always a verdict')
  return { ...deciding, others: documents.filter((document) => document !== deciding) }
}

/** The document of a calibration: the numbers are those of the image against itself; the headline says whether the control was found. */
export function calibratedDocument(
  { calibration, judged, report }: Calibrated,
  exitCode: number,
  files: Files,
): JsonDocument {
  return judgedDocument({ result: calibration.equal, verdict: judged.equal, report }, exitCode, files)
}

/** The document of a capacity run: its answers in numbers, beside what every document has. */
export function sizedDocument(
  { answers, report }: Sized,
  exitCode: number,
  files: Files,
): JsonDocument & { readonly capacity: ReturnType<typeof answersInNumbers> } {
  return {
    kind: 'perf-gate-verdict',
    schema: 1,
    verdict: report.outcome,
    exitCode,
    headline: plainText(report.headline),
    checks: [],
    metrics: {},
    files,
    error: null,
    capacity: answersInNumbers(answers),
  }
}

/** The document of what could not be judged. */
export function failedDocument(failed: Failed): JsonDocument {
  const { headline, error } = describeFailed(failed)
  const exitCode = failureCode(failed)
  const nothing = { checks: [], metrics: {}, files: {} }
  return { kind: 'perf-gate-verdict', schema: 1, verdict: null, exitCode, headline, ...nothing, error }
}

/**
 * The document as text. The Actions runner obeys `##[name]` anywhere in a line, and other text only at the start of one, where JSON
 * has its own: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function jsonText(document: JsonDocument): string {
  return `${JSON.stringify(document, null, 2).replaceAll('##[', '#\\u0023[')}\n`
}

function toJsonCheck(check: Check): JsonCheck {
  const { kind, stage, metric, state, gating, limit } = check
  const [candidate, baseline] = [toNumber(check.candidate), toNumber(check.baseline)]
  return { kind, stage, metric, state, gating, limit, candidate, baseline, text: plainText(describeCheck(check)) }
}

/** JSON has no infinity: beyond a timeout there is no number. */
function toNumber(value: Value | null): number | null {
  const number = value === null ? null : numeric(value)
  return number === null || Number.isFinite(number) ? number : null
}

function describeFailed(failed: Failed): { readonly headline: string; readonly error: JsonError } {
  switch (failed.kind) {
    case 'bad-config': {
      const problems = failed.error.problems.map(({ place, text, fix }) => ({
        place: describePlace(place),
        text: plainText(text),
        fix: plainText(fix),
      }))
      return { headline: plainText(reportError(failed.error).headline), error: { kind: 'config', problems } }
    }
    case 'bad-setup': {
      const { text, fix } = failed.error
      const problems = [{ place: null, text: plainText(text), fix: plainText(fix) }]
      return { headline: plainText(reportError(failed.error).headline), error: { kind: 'setup', problems } }
    }
    case 'interrupted':
      return { headline: 'Interrupted', error: { kind: 'interrupted', problems: [] } }
    case 'bug': {
      const problems = [{ place: null, text: plainText([{ outside: failed.error.message }]), fix: null }]
      return { headline: 'Could not judge: a bug in perf-gate', error: { kind: 'bug', problems } }
    }
  }
}

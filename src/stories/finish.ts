import { judge } from '../model/judge/verdict.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Result } from '../model/result/result.ts'
import type { Finished } from './gate.ts'

/** A result with the verdict that follows from it. `before`: the earlier one that it is shown with. */
export function finish(result: Result, before: Result | null = null): Finished {
  const verdict = judge(result)
  return { result, verdict, report: makeReport(result, verdict, before) }
}

import { judge } from '../model/judge/verdict.ts'
import { makeReport } from '../model/report/make-report.ts'
import type { Result } from '../model/result/result.ts'
import type { Finished } from './gate.ts'

/** A result with the verdict that follows from it. */
export function finish(result: Result): Finished {
  const verdict = judge(result)
  return { result, verdict, report: makeReport(result, verdict) }
}

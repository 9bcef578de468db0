import { judge } from '../model/judge/verdict.ts'
import { outside, type Words, words } from '../model/outside.ts'
import { makeReport } from '../model/report/make-report.ts'
import { readResult } from '../model/result/read-result.ts'
import type { Result } from '../model/result/result.ts'
import type { TextOfFile } from '../ports.ts'
import type { Finished } from './gate.ts'

export type OpenedResult =
  | { readonly state: 'good'; readonly result: Result }
  | { readonly state: 'bad'; readonly why: Words }

/** The result in what should be a result file, or why there is none. */
export function openResult(file: TextOfFile): OpenedResult {
  if (file.state === 'unreadable') return { state: 'bad', why: file.why }
  const read = readResult(file.text)
  switch (read.state) {
    case 'good':
      return read
    case 'newer':
      return { state: 'bad', why: words`it has format ${read.schema}, which a newer perf-gate wrote` }
    case 'not-a-result':
      return { state: 'bad', why: words`${outside(read.why)}` }
  }
}

/** A result with the verdict that follows from it. */
export function finish(result: Result): Finished {
  const verdict = judge(result)
  return { result, verdict, report: makeReport(result, verdict) }
}

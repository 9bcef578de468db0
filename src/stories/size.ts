import type { Capacity } from '../model/capacity/capacity.ts'
import { type CapacityAnswers, judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { reportCapacity } from '../model/capacity/report-capacity.ts'
import type { Report } from '../model/report/report.ts'

/** What a capacity run measured, with the answers that follow from it. */
export type Sized = { readonly capacity: Capacity; readonly answers: CapacityAnswers; readonly report: Report }

/** Makes the answers of a capacity run from what it measured. */
export function size(capacity: Capacity): Sized {
  const answers = judgeCapacity(capacity)
  return { capacity, answers, report: reportCapacity(capacity, answers) }
}

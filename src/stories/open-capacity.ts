import type { Capacity } from '../model/capacity/capacity.ts'
import { type CapacityAnswers, judgeCapacity } from '../model/capacity/judge-capacity.ts'
import { readCapacity } from '../model/capacity/read-capacity.ts'
import { reportCapacity } from '../model/capacity/report-capacity.ts'
import { outside, type Words, words } from '../model/outside.ts'
import type { Report } from '../model/report/report.ts'
import type { TextOfFile } from '../ports.ts'

/** What a capacity run measured, with the answers that follow from it. */
export type Sized = { readonly capacity: Capacity; readonly answers: CapacityAnswers; readonly report: Report }

export type OpenedCapacity =
  | { readonly state: 'good'; readonly capacity: Capacity }
  | { readonly state: 'bad'; readonly why: Words }

/** The capacity run in what should be its file, or why there is none. */
export function openCapacity(file: TextOfFile): OpenedCapacity {
  if (file.state === 'unreadable') return { state: 'bad', why: file.why }
  const read = readCapacity(file.text)
  switch (read.state) {
    case 'good':
      return read
    case 'newer':
      return { state: 'bad', why: words`it has format ${read.schema}, which a newer perf-gate wrote` }
    case 'broken':
      return { state: 'bad', why: words`${outside(read.why)}` }
    case 'something-else':
      return { state: 'bad', why: words`it is not what a capacity run has measured` }
  }
}

/** Whether a file says of itself that a capacity run wrote it; whether it can be read is another question. */
export function isCapacityFile(file: TextOfFile): boolean {
  return file.state === 'text' && readCapacity(file.text).state !== 'something-else'
}

/** Makes the answers of a capacity run from what it measured. */
export function size(capacity: Capacity): Sized {
  const answers = judgeCapacity(capacity)
  return { capacity, answers, report: reportCapacity(capacity, answers) }
}

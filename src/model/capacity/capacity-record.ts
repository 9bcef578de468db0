import { outside, words } from '../outside.ts'
import type { RunRecord } from '../report/report.ts'
import { reproduce } from '../report/reproduce.ts'
import { madeBy, measured } from '../report/run-record.ts'
import type { Capacity } from './capacity.ts'

/** What a page says of a capacity run. It may have gone on after an interruption: what it took is the time of its trials. */
export function capacityRecord(capacity: Capacity): RunRecord {
  const { image, startedAt, trials, runId, perfGate, plan, command } = capacity
  const spentMs = trials.reduce((sum, { ms }) => sum + ms, 0)
  return {
    facts: [
      ['Image', words`${outside(image.reference)}`],
      ['Measured', measured(startedAt, spentMs)],
      ['Configurations', words`${trials.length}`],
      ...madeBy(runId, perfGate),
    ],
    reproduction: reproduce({
      command,
      perfGate,
      plan,
      images: { candidate: image, baseline: null },
      lookup: { state: 'off' },
    }),
  }
}

import type { Ms } from '../config.ts'
import { outside, type Words, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import { formatMs } from '../units.ts'
import type { RunRecord } from './report.ts'
import { reproduce } from './reproduce.ts'

/** What a page says of the run of a gate. */
export function runRecord(result: Result): RunRecord {
  const { images, startedAt, finishedAt, evidence, perfGate, runId } = result
  return {
    facts: [
      ['Image', words`${outside(images.candidate.reference)}`],
      ...(images.baseline === null ? [] : [['Baseline', words`${outside(images.baseline.reference)}`] as const]),
      ['Measured', measured(startedAt, Date.parse(finishedAt) - Date.parse(startedAt))],
      ['Rounds', words`${evidence.length}`],
      ...madeBy(runId, perfGate),
    ],
    reproduction: reproduce(result),
  }
}

/** `2026-11-05 10:00 UTC, 12m3s`. */
export function measured(startedAt: string, ms: Ms): Words {
  return words`${startedAt.slice(0, 10)} ${startedAt.slice(11, 16)} UTC, ${formatMs(ms)}`
}

export function madeBy(runId: string, perfGate: string): RunRecord['facts'] {
  return [
    ['Run', words`${outside(runId)}`],
    ['perf-gate', words`${outside(perfGate)}`],
  ]
}

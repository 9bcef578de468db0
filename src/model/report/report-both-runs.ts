import { whyNotCompared } from '../judge/why-not-compared.ts'
import { type Outside, outside, words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import type { Section } from './report.ts'
import { measuredByBoth } from './report-measured.ts'

/** What two runs have measured, beside each other; and, where no number of the one is held against the other, why, and which runs they are. */
export function bothRuns(now: Result, before: Result): readonly Section[] {
  const why = whyNotCompared(now)
  const lines =
    why === null
      ? []
      : [
          words`The baseline's numbers cannot be held against the candidate's: ${why}. Only the candidate is judged, by its thresholds.`,
          words`Both are shown as they were measured. The baseline: ${runOf(before)}. The candidate: ${runOf(now)}.`,
        ]
  return [{ kind: 'words', title: 'Not compared', lines }, measuredByBoth(now, before)]
}

function runOf({ images, machine, startedAt }: Result): readonly (string | Outside)[] {
  const at = `${startedAt.slice(0, 10)} ${startedAt.slice(11, 16)} UTC`
  return words`${outside(images.candidate.reference)}, ${at}, on ${outside(machine.cpuModel)}, ${machine.cores} cores`
}

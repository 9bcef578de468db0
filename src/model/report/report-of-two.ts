import type { Outcome } from '../judge/verdict.ts'
import { words } from '../outside.ts'
import type { Result } from '../result/result.ts'
import type { Report } from './report.ts'
import { runRecord } from './run-record.ts'

/** The later run as it was measured, and what its report says of it; `own` is `null` where it was not measured beside its own baseline. */
export type LaterRun = { readonly now: Result; readonly own: Pick<Report, 'outcome' | 'headline'> | null }

/**
 * The report of a result against an earlier one, with what is known of the later run alone: its own verdict, where it was measured beside a baseline,
 * which decides where it is the worse one; and the command that it was measured by.
 */
export function reportOfTwo(report: Report, { now, own }: LaterRun): Report {
  const reproduction = { about: words`The later of the two runs was measured by:`, ...runRecord(now).reproduction }
  const run = { facts: runRecord({ ...now, images: { ...now.images, baseline: null } }).facts, reproduction }
  if (own === null) return { ...report, run }
  const worse = RANK[own.outcome] > RANK[report.outcome] ? own : report
  const lines = [
    words`Measured beside its own baseline this run said: ${own.headline}.`,
    words`Against the earlier result: ${report.headline}.`,
  ]
  return {
    outcome: worse.outcome,
    headline: worse.headline,
    sections: [{ kind: 'words', title: 'Two verdicts, of which the worse one counts', lines }, ...report.sections],
    run,
  }
}

const RANK: Readonly<Record<Outcome, number>> = { pass: 0, inconclusive: 1, fail: 2 }

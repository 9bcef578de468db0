import type { CommentOutput } from '../../github/comment.ts'
import { SetupError } from '../../model/errors.ts'
import { type Words, words } from '../../model/outside.ts'
import { reportError } from '../../model/report/error-report.ts'
import type { Report } from '../../model/report/report.ts'
import type { Output, Scope } from '../../ports.ts'
import { publish } from '../../stories/publish.ts'

/** Why a commit has no verdict, for a comment that speaks of an earlier one. */
export const INTERRUPTED = unjudged(words`the run was interrupted`, words`Run the job again.`)
export const BROKEN = unjudged(words`perf-gate broke`, words`The log of the run says more, and asks to report it.`)
export const NOT_GATED = unjudged(
  words`in this run the step was no gate`,
  words`The input "mode" of the step named something else: look whether that is meant.`,
)

function unjudged(why: Words, fix: Words): Report {
  return reportError(new SetupError(why, fix))
}

/** A comment must not go on as if what it says of an earlier commit were of this one. */
export async function correct(comment: CommentOutput | null, report: Report, scope: Scope): Promise<void> {
  if (comment === null) return
  const output: Output = { name: comment.name, publish: () => comment.correct(report, scope) }
  await publish({ ...scope, outputs: [output] }, report, null)
}

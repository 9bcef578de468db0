import { against } from '../model/compare-results.ts'
import { SetupError } from '../model/errors.ts'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import type { Result } from '../model/result.ts'
import { type ExitCode, exitCode } from '../model/verdict.ts'
import type { Scope, TextOfFile } from '../ports.ts'
import type { Finished } from './gate.ts'
import { finish, openResult } from './open-result.ts'
import { publish } from './publish.ts'
import type { World } from './world.ts'

export type CompareWorld = Scope &
  Pick<World, 'outputs'> & {
    readonly readText: (path: string) => Promise<TextOfFile>
  }

/** Files of results: the one that is judged, and an earlier one that it is compared with. */
export type Compared = { readonly now: string; readonly before: string | null }

/**
 * Judges a result again from its file: what it was measured beside, and then the numbers of an earlier result. Starts nothing.
 * Gives the verdicts in the order in which they are published. Throws SetupError with all that is wrong with the files.
 */
export async function compare(world: CompareWorld, { now, before }: Compared): Promise<readonly Finished[]> {
  const paths = before === null ? [now] : [before, now]
  const files = await Promise.all(paths.map(async (path) => ({ path, ...openResult(await world.readText(path)) })))
  const bad = files.flatMap((file) => (file.state === 'bad' ? [words`${outside(file.path)}: ${file.why}`] : []))
  if (bad.length > 0) refuse(bad)
  const results = files.flatMap((file) => (file.state === 'good' ? [file.result] : []))
  const finished = resultsToJudge(results, before).map(finish)
  for (const { report, result } of finished) await publish(world, report, result)
  return finished
}

function resultsToJudge(results: readonly Result[], before: string | null): readonly Result[] {
  const [first, second] = results
  if (first === undefined) throw new Error('there is always a result to judge')
  if (second === undefined || before === null) return [first]
  const compared = against(first, outside(before), second)
  // What was measured side by side says more than any earlier file.
  return second.comparison.how === 'paired' ? [second, compared] : [compared]
}

/** Of several verdicts the worst one decides: fail, then likely or inconclusive where `fail-on` asks for it. */
export function worstCode(finished: readonly Finished[]): ExitCode {
  const codes = finished.map(({ verdict, result }) => exitCode(verdict, result.asked.failOn))
  return ([1, 3, 0] as const).find((code) => codes.includes(code)) ?? 0
}

function refuse(bad: readonly Words[]): never {
  throw new SetupError(
    words`${bad.length === 1 ? 'The result file' : 'The result files'} cannot be used: ${joinWords(bad, '; ')}`,
    words`Give files that "perf-gate run" wrote (perf-gate-result.json), and this version of perf-gate or a newer one.`,
  )
}

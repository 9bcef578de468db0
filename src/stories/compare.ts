import { SetupError } from '../model/errors.ts'
import { against } from '../model/judge/compare-results.ts'
import { type ExitCode, exitCode } from '../model/judge/verdict.ts'
import { joinWords, outside, type Words, words } from '../model/outside.ts'
import { reportOfTwo } from '../model/report/report-of-two.ts'
import { readResult } from '../model/result/read-result.ts'
import type { Result } from '../model/result/result.ts'
import type { Scope, TextOfFile } from '../ports.ts'
import { finish } from './finish.ts'
import type { Finished } from './gate.ts'
import { openFile } from './open-file.ts'
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
export async function compare(world: CompareWorld, files: Compared): Promise<readonly Finished[]> {
  const finished = verdictsOf(await readResults(world, files))
  for (const { report, result } of finished) await publish(world, report, result)
  return finished
}

/** The results of files: the one that is judged, and the earlier one, with where it was. */
export type ReadResults = {
  readonly now: Result
  readonly before: { readonly result: Result; readonly where: string } | null
}

/** Throws SetupError with all that is wrong with the files. */
export async function readResults(
  world: Pick<CompareWorld, 'readText'>,
  { now, before }: Compared,
): Promise<ReadResults> {
  const paths = before === null ? [now] : [now, before]
  const files = await Promise.all(
    paths.map(async (path) => ({ path, ...openFile(await world.readText(path), readResult) })),
  )
  const bad = files.flatMap((file) => (file.state === 'bad' ? [words`${outside(file.path)}: ${file.why}`] : []))
  if (bad.length > 0) refuse(bad.reverse())
  const [first, second] = files.flatMap((file) => (file.state === 'good' ? [file.result] : []))
  if (first === undefined) throw new Error('there is always a result to judge')
  if (second === undefined || before === null) return { now: first, before: null }
  return { now: first, before: { result: second, where: before } }
}

/**
 * The verdicts of a result: by what it was measured beside, and, where there is an earlier one, by the numbers of that. What was measured side by
 * side says more than any earlier file, and comes first.
 */
function verdictsOf({ now, before }: ReadResults): readonly Finished[] {
  if (before === null) return [finish(now)]
  const judged = finish(against(before.result, outside(before.where), now), before.result)
  return now.comparison.how === 'paired' ? [finish(now), judged] : [judged]
}

/** A result and what there is to say of it, in one report: of two verdicts the worse one is its own, and both are said. */
export function judgeAgain(read: ReadResults): Pick<Finished, 'report' | 'result'> {
  const finished = verdictsOf(read)
  const [judged, own] = finished.toReversed()
  if (judged === undefined) throw new Error('there is always a verdict')
  const { report, result } = judged
  if (read.before === null) return judged
  return { result, report: reportOfTwo(report, { now: read.now, own: own?.report ?? null }) }
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

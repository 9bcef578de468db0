import type { Compared } from '../../stories/compare.ts'
import { UsageError } from './flags.ts'

/** The result files that a command was given: the one that it is about, after an earlier one or alone. Throws UsageError. */
export function namedResults(command: string, operands: readonly string[]): Compared {
  const [first, second, ...more] = operands
  if (first === undefined || more.length > 0)
    throw new UsageError(
      `${command} takes one or two result files, got ${operands.length}: perf-gate ${command} BEFORE.json NOW.json`,
    )
  return second === undefined ? { now: first, before: null } : { now: second, before: first }
}

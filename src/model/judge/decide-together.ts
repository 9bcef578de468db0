import type { FailuresAnswer } from './decide-failures.ts'
import type { PairedAnswer } from './decide-pairs.ts'

/**
 * What the answers of all comparisons that decide come to: `fail` where one failed, `pass` where all have passed and nothing is left to be told of failures, else
 * `cannot-tell`.
 */
export function decideTogether(
  pairs: readonly PairedAnswer['state'][],
  failures: readonly FailuresAnswer['state'][],
): 'fail' | 'pass' | 'cannot-tell' {
  if (pairs.includes('fail') || failures.includes('fail')) return 'fail'
  const isOver = pairs.every((state) => state === 'pass') && !failures.includes('cannot-tell')
  return isOver ? 'pass' : 'cannot-tell'
}

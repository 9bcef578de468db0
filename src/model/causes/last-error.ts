import type { Outside } from '../outside.ts'

/**
 * What ends the report of an error that nobody caught: `package.ConnectionError: why` (Python, Java, Node), `panic: why` (Go), `thread 'main' panicked at …` (Rust).
 * The frames of a stack stand before it or after it, and say nothing to who only wants to know why.
 */
const ERROR =
  /^(?:Caused by: |Uncaught )?(?:[\w$.]{0,200}(?:Error|Exception)(?: \[\w{1,100}\])?: \S|panic: \S|thread '.{0,200}' panicked at )/

/** The last line of a log that says what went wrong; `null`: none does. */
export function lastError(lines: readonly Outside[]): Outside | null {
  return lines.findLast((line) => ERROR.test(line.outside)) ?? null
}

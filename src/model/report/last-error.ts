import type { Outside } from '../outside.ts'

/** `ConnectionError: why`, `java.net.ConnectException: why`, `requests.exceptions.ConnectTimeout: why`, `TypeError [CODE]: why`. */
const NAMED = String.raw`(?:[\w$.]{0,200}(?:Error|Exception)|[a-z_][\w$.]{0,200}\.[A-Z]\w{0,100})(?: \[\w{1,100}\])?: \S`
/** The words that Java and browsers put before it. */
const BEFORE = '(?:Caused by: |Uncaught |Exception in thread ".{0,200}" )?'
/** Go's and Rust's own. */
const PANIC = String.raw`(?:panic|fatal error): \S|thread '.{0,200}'(?: \(\d{1,20}\))? panicked at `

/** What ends the report of an error that nobody caught. The frames of a stack stand before it or after it, and say nothing to who only wants to know why. */
const ERROR = new RegExp(`^(?:${BEFORE}${NAMED}|${PANIC})`)

/** The last line of a log that says what went wrong; `null`: none does. */
export function lastError(lines: readonly Outside[]): Outside | null {
  return lines.findLast((line) => ERROR.test(line.outside)) ?? null
}

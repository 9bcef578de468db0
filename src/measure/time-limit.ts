import type { Ms } from '../model/config.ts'
import type { AbortReason } from '../model/samples.ts'
import type { Clock, Scope } from '../ports.ts'

/** The reason that the time limit aborts with. */
export class TimeLimitReached extends Error {
  readonly limitMs: Ms
  constructor(limitMs: Ms) {
    super('the time limit was reached')
    this.name = 'TimeLimitReached'
    this.limitMs = limitMs
  }
}

/** Why a stage ended that was aborted from outside. */
export function abortReason(signal: AbortSignal): AbortReason {
  return signal.reason instanceof TimeLimitReached ? 'time-limit' : 'interrupted'
}

/** Runs the body with a signal that is also aborted, by `TimeLimitReached`, when the time is up. */
export async function withTimeLimit<T>(scope: Scope, limitMs: Ms, body: (scope: Scope) => Promise<T>): Promise<T> {
  const limit = new AbortController()
  const finished = new AbortController()
  const timer = sleepQuietly(scope.clock, limitMs, finished.signal, () => limit.abort(new TimeLimitReached(limitMs)))
  try {
    return await body({ clock: scope.clock, log: scope.log, signal: AbortSignal.any([scope.signal, limit.signal]) })
  } finally {
    finished.abort()
    await timer
  }
}

function sleepQuietly(clock: Clock, ms: Ms, signal: AbortSignal, then: () => void): Promise<void> {
  return clock.sleep(ms, signal).then(then, () => undefined) // rejected: finished in time
}

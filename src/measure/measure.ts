import type { Round } from '../model/evidence.ts'
import type { Ended, Next } from '../model/rounds/next.ts'
import type { Scope } from '../ports.ts'
import type { Bench } from './bench.ts'
import { reportProgress } from './report-progress.ts'
import { runRound } from './run-round.ts'
import { TimeLimitReached } from './time-limit.ts'

/**
 * The loop that every kind of run shares: asks `next` for a step, runs it, adds what it gave to the evidence.
 * Whatever was started is gone when this returns or throws. Throws the signal's reason when it is aborted, unless that reason is the time limit.
 */
export async function measure(
  bench: Bench,
  next: Next,
  scope: Scope,
): Promise<{ evidence: readonly Round[]; ended: Ended }> {
  const evidence: Round[] = []
  for (;;) {
    const wish = next(evidence)
    if ('done' in wish) return { evidence, ended: wish.done }
    try {
      const progress = reportProgress(bench.plan, evidence, wish.step, scope)
      evidence.push(await runRound({ ...bench, progress }, wish.step, scope))
      scope.signal.throwIfAborted()
    } catch (error) {
      if (error !== scope.signal.reason || !(error instanceof TimeLimitReached)) throw error
      return { evidence, ended: 'time-limit' }
    }
  }
}

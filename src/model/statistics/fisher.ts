import { logGamma } from './statistics.ts'

/** How often something happened among so many. */
type Count = { readonly events: number; readonly trials: number }

/**
 * One-sided p value of Fisher's exact test (1922) against "not more often in `b` than in `a`": the hypergeometric chance of at least as many of all
 * events falling on `b`. 1 where either has no trials.
 */
export function fisherP(a: Count, b: Count): number {
  if (a.trials === 0 || b.trials === 0) return 1
  const events = a.events + b.events
  const trials = a.trials + b.trials
  const constant = logChoose(trials, events)
  let p = 0
  const most = Math.min(events, b.trials)
  for (let onB = b.events; onB <= most; onB++) {
    const term = Math.exp(logChoose(b.trials, onB) + logChoose(a.trials, events - onB) - constant)
    p += term
    // The terms fall from the mean on; what is left of the tail cannot be seen any more.
    if (term < p * 1e-16) break
  }
  return Math.min(1, p)
}

function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
}

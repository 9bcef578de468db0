import { TOLERANCE } from '../../../src/config/defaults.ts'
import type { Tolerance } from '../live-answer.ts'
import type { Rule } from '../ruling.ts'
import { blockOrder, relative } from './block-order.ts'
import { oneStart, overRequests } from './one-start.ts'
import { ours } from './ours.ts'
import { overLatencies } from './over-latencies.ts'
import { alert200, storedPercent } from './stored.ts'

/** What a gate allows where nobody says another share. */
export const STANDARD: Tolerance = { rps: TOLERANCE.rps ?? 0, p95: TOLERANCE.p95 ?? 0 }
/** What is asked of true slowdowns. */
export const STRICT: Tolerance = { rps: 0.03, p95: 0.05 }

export const oursStandard: Rule = ours(name(STANDARD), STANDARD)
export const oursStrict: Rule = ours(name(STRICT), STRICT)

function name({ rps, p95 }: Tolerance): string {
  return `perf-gate, tolerance ${100 * rps} % RPS, ${100 * p95} % p95`
}

/** Ours, and the others as their own documentation recommends them. */
export const RULES: readonly Rule[] = [
  oursStandard,
  oursStrict,
  storedPercent(0.1),
  alert200,
  relative,
  blockOrder,
  oneStart,
  overRequests,
  overLatencies,
]

import type { AbortReason } from '../../model/samples.ts'

const ABORT_REASONS: readonly unknown[] = [
  'target-gone',
  'other-side',
  'time-limit',
  'interrupted',
  'no-answers',
  'failing',
  'own-limit',
  'generator-stuck',
] satisfies AbortReason[]

/** What the caller aborted with where it is a reason that a stage can end with; any other abort is an interruption. */
export function abortReason(reason: unknown): AbortReason {
  return ABORT_REASONS.includes(reason) ? (reason as AbortReason) : 'interrupted'
}

import type { Ms } from '../../model/config.ts'

/** After one, two, … connection errors in a row; the last holds on. */
const BACK_OFF_MS: readonly Ms[] = [1, 10, 20, 40, 80, 160, 200]
const LONGEST_MS: Ms = 200

/** How long a closed loop waits before its next attempt, so that a dead target is not asked thousands of times a second. 0 after an answer. */
export function backOffMs(failedInARow: number): Ms {
  return failedInARow === 0 ? 0 : (BACK_OFF_MS[failedInARow - 1] ?? LONGEST_MS)
}

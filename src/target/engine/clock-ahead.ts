import type { Ms } from '../../model/config.ts'

/**
 * By how much the engine's clock is ahead of this process's, where an answer that was asked for and heard at these times of ours holds its time: the least that the way of
 * the answer allows, so none where both can be the same. 0 where the engine does not say.
 */
export function clockAhead(systemTime: unknown, askedEpochMs: Ms, heardEpochMs: Ms): Ms {
  const epochMs = Date.parse(String(systemTime))
  if (Number.isNaN(epochMs)) return 0
  if (epochMs > heardEpochMs) return epochMs - heardEpochMs
  return Math.min(0, epochMs - askedEpochMs)
}

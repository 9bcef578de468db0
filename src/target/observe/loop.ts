import type { Ms } from '../../model/config.ts'

/**
 * Calls the body at once and then at every multiple of the period, until stopped. It keeps no process alive. A body that takes longer than
 * the period leaves calls out: they never pile up, and the times never drift.
 */
export function startLoop(
  body: () => void,
  { clock, periodMs, stop }: { readonly clock: { now(): Ms }; readonly periodMs: Ms; readonly stop: AbortSignal },
): void {
  const begunMs = clock.now()
  const turn = () => {
    if (stop.aborted) return
    body()
    setTimeout(turn, msToNext(clock.now() - begunMs, periodMs)).unref()
  }
  turn()
}

/** From a time since the begin to the next multiple of the period that is not missed yet. */
export function msToNext(elapsedMs: Ms, periodMs: Ms): Ms {
  return (Math.floor(elapsedMs / periodMs) + 1) * periodMs - elapsedMs
}

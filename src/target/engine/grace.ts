import type { Ms } from '../../model/config.ts'
import { formatMs } from '../../model/units.ts'

/** What a run that is aborted may take for its clean-up, all in all: within 7 s of a signal everything has to be gone. */
const GRACE_MS: Ms = 5000
/** The part of it in which an engine may still answer what it was asked before; the rest is for removing what came of it. */
export const LAST_ANSWERS_MS: Ms = 3000

/** A signal for clean-up: never aborted while the run goes on, and some time after the run's own. */
export function graceAfter(run: AbortSignal, graceMs: Ms = GRACE_MS): AbortSignal {
  const grace = new AbortController()
  const end = () => grace.abort(new Error(`it took longer than ${formatMs(graceMs)}`))
  const begin = () => void setTimeout(end, graceMs).unref()
  if (run.aborted) begin()
  else run.addEventListener('abort', begin, { once: true })
  return grace.signal
}

import type { Ms } from '../model/config.ts'

/** A signal that is aborted some time after another one, with its reason: for what still has to be said when everything else ends. */
export function abortedLater(signal: AbortSignal, ms: Ms): AbortSignal {
  const later = new AbortController()
  const abort = () => void setTimeout(() => later.abort(signal.reason), ms).unref()
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort, { once: true })
  return later.signal
}

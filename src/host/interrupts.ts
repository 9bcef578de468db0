import { InterruptedError } from '../model/errors.ts'

/** Under npx a Ctrl-C arrives twice, from the terminal and from npm; a terminal that closes can send several signals, too. */
const SAME_REQUEST_MS = 1000

/** A signal that is aborted with InterruptedError when the process is asked to end. A second request ends it at once, for whoever cannot wait. */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController()
  let askedAt = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!controller.signal.aborted) {
        askedAt = performance.now()
        controller.abort(new InterruptedError(signal))
      } else if (signal !== 'SIGHUP' && performance.now() - askedAt > SAME_REQUEST_MS) process.exit(130)
    })
  }
  return controller.signal
}

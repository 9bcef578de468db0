import { InterruptedError } from '../model/errors.ts'

/** A signal that is aborted with InterruptedError when the process is asked to end. A second request ends it at once, for whoever cannot wait. */
export function onInterrupt(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort(new InterruptedError(signal))
    })
  }
  return controller.signal
}

/** How long a run that was stopped by a stray error may take to clear up. */
const STUCK_MS = 30_000

/** `signal` is aborted with the first error that nobody caught. `over`: from now on such errors are only told. */
export type StrayErrors = { readonly signal: AbortSignal; readonly over: () => void }

/**
 * Keeps an error that nobody caught from ending the process with its containers running. The exit code is 2 where none is
 * set. While a run is on, the run is stopped by it and tells it; otherwise, and where the run does not stop, `tell` does.
 */
export function catchStrayErrors(tell: (error: Error) => void): StrayErrors {
  const controller = new AbortController()
  let isOver = false
  const heed = (thrown: unknown) => {
    process.exitCode ??= 2
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    if (isOver) return tell(error)
    if (controller.signal.aborted) return
    controller.abort(error)
    setTimeout(() => {
      if (isOver) return
      tell(error)
      process.exit(2)
    }, STUCK_MS).unref()
  }
  process.on('uncaughtException', heed)
  process.on('unhandledRejection', heed)
  return {
    signal: controller.signal,
    over: () => {
      isOver = true
    },
  }
}

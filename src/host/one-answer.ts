import { Worker } from 'node:worker_threads'
import type { Ms } from '../model/config.ts'

/** What a thread may take. */
export type ThreadLimits = { readonly ms: Ms; readonly memoryMb: number }

export type OneAnswer<T> =
  | { readonly state: 'answered'; readonly answer: T }
  | { readonly state: 'too-long' | 'too-large' }
  | { readonly state: 'crashed'; readonly what: string }

/**
 * Starts a thread with an order and waits for the one thing that it posts. The thread is ended in any case: one that runs in a circle or fills its
 * memory takes nothing else with it. Rejects only with the signal's reason.
 */
export async function oneAnswer<T>(
  url: URL,
  order: unknown,
  limits: ThreadLimits,
  signal: AbortSignal,
): Promise<OneAnswer<T>> {
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<OneAnswer<T>>()
  const worker = new Worker(url, {
    name: 'judge',
    env: {},
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
  })
  const timer = setTimeout(() => resolve({ state: 'too-long' }), limits.ms)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  worker.on('message', (answer: T) => resolve({ state: 'answered', answer }))
  worker.on('error', (error) => resolve(readError(error)))
  worker.on('exit', (code) => resolve({ state: 'crashed', what: `it ended with code ${code}` }))
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    await worker.terminate()
  }
}

function readError(error: unknown): OneAnswer<never> {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return { state: 'too-large' }
  return { state: 'crashed', what: error instanceof Error ? error.message : String(error) }
}

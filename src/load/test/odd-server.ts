import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Endpoint } from '../../ports.ts'

/** What is odd about a server; without anything it answers 200 and `ok` at once and keeps its connections. Plain data. */
export type Habits = {
  /** Closes connections, without a word, when nothing was under way on them for so long. */
  readonly idleMs?: number
  /** Resets the connection in place of every nth answer. */
  readonly resetEvery?: number
  /** Ends the connection, so long after the request came, in place of every answer but a connection's first. */
  readonly endAfterMs?: number
  /** Announces with every answer that it closes the connection, and does so after so long. */
  readonly closesAfterMs?: number
  /** At that request everything stands still for so long. */
  readonly stall?: { readonly atRequest: number; readonly forMs: number }
  /** The body, written in so many pieces. */
  readonly pieces?: readonly string[]
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly keepBodies?: boolean
}

export type OddCounts = {
  readonly arrived: number
  readonly connections: number
  readonly open: number
  readonly mostOpen: number
  /** Connections that the client began to close, of those that the server had announced to close. */
  readonly closedByClientFirst: number
  readonly bodies: string[]
  /** By path: how many came, and how many of them as the first on their connection. */
  readonly paths: Record<string, { arrived: number; first: number }>
  /** On the clock that all threads share (`performance.timeOrigin + performance.now()`). */
  readonly arrivedAtMs: number[]
}

export type OddServer = AsyncDisposable & { readonly endpoint: Endpoint; counts(): Promise<OddCounts> }

/** A loopback server in a thread of its own, with the habits given. */
export async function startOddServer(habits: Habits = {}): Promise<OddServer> {
  const worker = new Worker(new URL('./odd-server-thread.ts', import.meta.url), { workerData: habits })
  const [{ port }] = (await once(worker, 'message')) as [{ port: number }]
  return {
    endpoint: { host: '127.0.0.1', port, replica: 1 },
    counts: async () => {
      const reply = once(worker, 'message')
      worker.postMessage('counts')
      const [counts] = (await reply) as [OddCounts]
      return counts
    },
    [Symbol.asyncDispose]: async () => {
      await worker.terminate()
    },
  }
}

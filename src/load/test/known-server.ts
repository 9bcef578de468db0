import { Worker } from 'node:worker_threads'
import type { Endpoint } from '../../ports.ts'

/** How a path of the known server answers; without anything: 200 and `ok` at once. Plain data. */
export type Behaviour = {
  readonly delayMs?: number
  readonly body?: string
  /** Statuses given in turn. */
  readonly statusOf?: readonly number[]
  /** Announces `Connection: close` on every nth answer. */
  readonly closeEvery?: number
  readonly neverAnswers?: boolean
  /** A chunked body, written piece by piece. */
  readonly chunks?: { readonly count: number; readonly bytes: number; readonly everyMs: number }
  /** Bytes written to the socket instead of an answer. */
  readonly raw?: string
  /** After `raw`: the server ends the connection. */
  readonly thenEnd?: boolean
}

/** `keepAliveMs`: how long an idle connection is kept. */
export type ServerSpec = { readonly behaviours: Readonly<Record<string, Behaviour>>; readonly keepAliveMs: number }

/** What the server itself saw of one path. */
export type Served = {
  arrived: number
  answered: number
  statuses: Record<number, number>
  /** From a request's last byte to its answer handed over, in milliseconds, in the order of answers. */
  serviceMs: number[]
  last: { method: string; url: string; rawHeaders: string[]; body: string } | null
}
export type ServerCounts = {
  readonly served: Record<string, Served>
  readonly connections: number
  readonly open: number
}

export type KnownServer = AsyncDisposable & {
  readonly endpoint: Endpoint
  counts(): Promise<ServerCounts>
  of(path: string): Promise<Served>
  /** Stops listening and resets every connection. */
  vanish(): void
}

/** A loopback server in a thread of its own, whose behaviour is known and which counts for itself. */
export async function startKnownServer(
  behaviours: Readonly<Record<string, Behaviour>>,
  { keepAliveMs = 60_000 }: { readonly keepAliveMs?: number } = {},
): Promise<KnownServer> {
  const given: ServerSpec = { behaviours, keepAliveMs }
  const worker = new Worker(new URL('./known-server-thread.ts', import.meta.url), { workerData: given })
  const { port } = await reply<{ port: number }>(worker)
  const counts = async () => {
    const answer = reply<{ counts: ServerCounts }>(worker)
    worker.postMessage('counts')
    return (await answer).counts
  }
  return {
    endpoint: { host: '127.0.0.1', port, replica: 1 },
    counts,
    of: async (path) =>
      (await counts()).served[path] ?? { arrived: 0, answered: 0, statuses: {}, serviceMs: [], last: null },
    vanish: () => worker.postMessage('vanish'),
    [Symbol.asyncDispose]: async () => {
      await worker.terminate()
    },
  }
}

/** An error of the thread is not caught: it fails the test run. */
function reply<T>(worker: Worker): Promise<T> {
  return new Promise((resolve) => worker.once('message', resolve))
}

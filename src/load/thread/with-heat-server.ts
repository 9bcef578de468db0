import { Worker } from 'node:worker_threads'
import type { Endpoint } from '../../ports.ts'
import type { HeatServerSays } from './heat-server.ts'
import type { ThreadRole } from './messages.ts'

/** A server that is not there by then is done without. */
const STARTS_WITHIN_MS = 2000

/** A loopback server of our own in its own thread, for as long as `use` takes; nothing where none can be opened. */
export async function withHeatServer(workerUrl: URL, use: (endpoint: Endpoint) => Promise<void>): Promise<void> {
  const role: ThreadRole = 'heat-server'
  const worker = new Worker(workerUrl, { name: 'heat', env: {}, workerData: role })
  try {
    const endpoint = await startedEndpoint(worker)
    if (endpoint !== null) await use(endpoint)
  } finally {
    await worker.terminate()
  }
}

/** Heat is a help only: where its server does not start, the first stage is a little colder, and the generator's own thread tells why. */
async function startedEndpoint(worker: Worker): Promise<Endpoint | null> {
  const { promise, resolve } = Promise.withResolvers<Endpoint | null>()
  const nothing = () => resolve(null)
  const timer = setTimeout(nothing, STARTS_WITHIN_MS)
  worker.once('message', (said: HeatServerSays) => resolve(said.endpoint))
  worker.once('error', nothing)
  worker.once('exit', nothing)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
  }
}

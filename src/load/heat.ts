import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RequestSpec } from '../model/config.ts'
import type { Engine, Recording } from './engine.ts'

const HEAT_MS = 250
const CONNECTIONS = 10

const REQUEST: RequestSpec = {
  name: 'heat',
  weight: 1,
  method: 'POST',
  path: '/',
  headers: {},
  body: { text: '{}', contentType: 'application/json' },
  expectStatus: [{ from: 200, to: 200 }],
  timeoutMs: HEAT_MS,
  fingerprint: '',
}

/**
 * Lets an engine run hot against a server of our own in this thread for a quarter of a second, so that the first
 * measured stage does not pay for code that is not compiled yet. What it records goes to `recording`, so that the
 * recorder is hot too. Where no loopback server can be opened, the first stage is merely a little colder.
 */
export async function heat(engine: Engine, recording: Recording, signal: AbortSignal): Promise<void> {
  const server = createServer((request, response) => request.on('end', () => response.end('{}')).resume())
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(0, '127.0.0.1', () => resolve(true))
  })
  if (!listening) return
  const { port } = server.address() as AddressInfo
  const stage = { load: { model: 'connections', connections: CONNECTIONS }, durationMs: HEAT_MS } as const
  try {
    await engine.run({ stage, requests: [REQUEST], endpoints: [{ host: '127.0.0.1', port }] }, recording, signal)
  } finally {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
}

/** The list of requests that the recording given to `heat` must know. */
export const HEAT_REQUESTS: readonly RequestSpec[] = [REQUEST]

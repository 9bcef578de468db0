import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MessagePort } from 'node:worker_threads'
import type { Endpoint } from '../ports.ts'

/** What the server's thread says once: where it listens, or `null` where no loopback server can be opened. */
export type HeatServerSays = { readonly endpoint: Endpoint | null }

/** Serves an empty object for everything, on loopback, until its thread is ended. */
export function serveHeat(port: MessagePort): void {
  const say = (endpoint: Endpoint | null) => port.postMessage({ endpoint } satisfies HeatServerSays)
  const server = createServer((request, response) => request.on('end', () => response.end('{}')).resume())
  server.once('error', () => say(null))
  server.listen(0, '127.0.0.1', () => say({ host: '127.0.0.1', port: (server.address() as AddressInfo).port }))
}

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MessagePort } from 'node:worker_threads'
import type { Endpoint } from '../../ports.ts'

/** What the server's thread says once: where it listens, or `null` where no loopback server can be opened. */
export type HeatServerSays = { readonly endpoint: Endpoint | null }

/** What the server answers: an empty object, one after which it closes the connection, and one that comes in many pieces. */
export const HEAT_PATHS = { plain: '/', closes: '/closes', large: '/large' } as const

const LARGE = JSON.stringify('x'.repeat(200_000))

/** Serves on loopback until its thread is ended. */
export function serveHeat(port: MessagePort): void {
  const say = (endpoint: Endpoint | null) => port.postMessage({ endpoint } satisfies HeatServerSays)
  const server = createServer((request, response) => {
    if (request.url === HEAT_PATHS.closes) response.setHeader('connection', 'close')
    const body = request.url === HEAT_PATHS.large ? LARGE : '{}'
    request.on('end', () => response.end(body)).resume()
  })
  server.once('error', () => say(null))
  server.listen(0, '127.0.0.1', () =>
    say({ host: '127.0.0.1', port: (server.address() as AddressInfo).port, replica: null }),
  )
}

import { connect } from 'node:net'
import type { Ms } from '../../model/config.ts'
import type { Endpoint } from '../../ports.ts'

/** `no`: the connection was refused; `unknown`: it could not be tried, as the address cannot be reached from here (Docker Desktop). */
export type Listening = 'yes' | 'no' | 'unknown'

/** Whether something takes connections there. A proxy for published ports takes them itself, so this is for the container's own address. Never rejects. */
export function findListener(endpoint: Endpoint, withinMs: Ms): Promise<Listening> {
  // Node would take it for localhost.
  if (endpoint.host === '') return Promise.resolve('unknown')
  return new Promise((resolve) => {
    const socket = connect(endpoint.port, endpoint.host)
    const end = (listening: Listening) => {
      socket.destroy()
      resolve(listening)
    }
    socket.setTimeout(withinMs, () => end('unknown'))
    socket.once('connect', () => end('yes'))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED' ? 'no' : 'unknown'))
  })
}

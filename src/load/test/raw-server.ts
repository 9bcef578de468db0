import { createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Endpoint } from '../../ports.ts'

/** Between two pieces of an answer: long enough to be read apart. */
const APART_MS = 20

/** What is written for a request, byte by byte as it stands (latin1), in one piece or several, and whether the connection is ended behind it. */
export type RawAnswer = { readonly bytes: string | readonly string[]; readonly thenEnd?: boolean }

export type RawServer = AsyncDisposable & {
  readonly endpoint: Endpoint
  readonly connections: () => number
  /** The most that were open at once. */
  readonly mostOpen: () => number
}

/** A loopback server that knows nothing of HTTP but where a request without a body ends, so that it can answer whatever it likes. */
export async function startRawServer(answer: (path: string) => RawAnswer): Promise<RawServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  let mostOpen = 0
  const server = createServer({ noDelay: true }, (socket) => {
    connections++
    sockets.add(socket)
    mostOpen = Math.max(mostOpen, sockets.size)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    let head = ''
    socket.on('data', (piece) => {
      head += piece.toString('latin1')
      for (let end = head.indexOf('\r\n\r\n'); end >= 0; end = head.indexOf('\r\n\r\n')) {
        const { bytes, thenEnd = false } = answer(head.split(' ')[1] ?? '')
        head = head.slice(end + 4)
        void write(socket, typeof bytes === 'string' ? [bytes] : bytes, thenEnd)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1' }, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    endpoint: { host: '127.0.0.1', replica: 1, port: address.port },
    connections: () => connections,
    mostOpen: () => mostOpen,
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

async function write(socket: Socket, pieces: readonly string[], thenEnd: boolean): Promise<void> {
  for (const [place, piece] of pieces.entries()) {
    if (place > 0) await sleep(APART_MS)
    socket.write(Buffer.from(piece, 'latin1'))
  }
  if (thenEnd) socket.end()
}

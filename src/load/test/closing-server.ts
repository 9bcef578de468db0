import { createServer, type Socket } from 'node:net'
import type { Endpoint } from '../../ports.ts'

/** How a server treats its connections; without anything it keeps them. */
export type Closing = {
  /** In place of every nth answer it resets or ends the connection, so long after it has read the request. */
  readonly cuts?: { readonly every: number; readonly by: 'reset' | 'end'; readonly afterMs: number }
  /** Ends a connection without a word right behind every nth answer on it. */
  readonly endsEvery?: number
  /** Closes a connection without a word when nothing was under way on it for so long. */
  readonly idleMs?: number
}

export type ClosingServer = AsyncDisposable & {
  readonly endpoint: Endpoint
  /** Requests read, and those of them that were cut off. */
  readonly seen: { requests: number; cut: number; connections: number }
  /**
   * Does what a server does that was frozen for longer than it keeps idle connections: it closes those that are open, one after the other within that time, and
   * reads nothing more on them.
   */
  thaw(withinMs: number): void
}

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** A loopback server for requests without a body that closes its connections as it likes, and counts what it read. */
export async function startClosingServer({ cuts, endsEvery, idleMs }: Closing): Promise<ClosingServer> {
  const sockets = new Set<Socket>()
  const seen = { requests: 0, cut: 0, connections: 0 }
  const server = createServer({ noDelay: true }, (socket) => {
    let answered = 0
    seen.connections++
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    if (idleMs !== undefined) socket.setTimeout(idleMs, () => socket.destroy())
    socket.on('data', () => {
      seen.requests++
      if (cuts !== undefined && seen.requests % cuts.every === 0) {
        seen.cut++
        setTimeout(() => (cuts.by === 'reset' ? socket.resetAndDestroy() : socket.end()), cuts.afterMs)
        return
      }
      answered++
      if (endsEvery !== undefined && answered % endsEvery === 0) socket.end(OK, () => socket.destroy())
      else socket.write(OK)
    })
  })
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    endpoint: { host: '127.0.0.1', replica: 1, port: address.port },
    seen,
    thaw: (withinMs) => {
      for (const [place, socket] of [...sockets].entries()) {
        socket.pause()
        setTimeout(() => socket.destroy(), (withinMs * (place + 1)) / sockets.size)
      }
    },
    [Symbol.asyncDispose]: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}

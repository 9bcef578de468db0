import { connect, type Socket } from 'node:net'
import type { Endpoint } from '../../ports.ts'

/** One piece of memory for all sockets of this thread: what is read is looked at before anything else is read. */
const MEMORY = Buffer.allocUnsafeSlow(65_536)

/**
 * A plain connection whose bytes are read into one and the same piece of memory and handed to `take` at once. Node would else make a piece of 64 kB for each
 * read, and collecting them stops the thread for some milliseconds now and then, which shows in the 99th percentile.
 */
export function connectReading({ host, port }: Endpoint, take: (piece: Buffer) => void): Socket {
  const callback = (length: number, memory: Uint8Array) => {
    take((memory as Buffer).subarray(0, length))
    return true
  }
  return connect({ host, port, noDelay: true, onread: { buffer: MEMORY, callback } })
}

/**
 * The same for a reader that waits for `readable` and then calls `read`, as undici does: what has come is given to it without a way through the stream's own
 * queue. The reader must not keep a piece; undici keeps those of a head that is not complete, which are copied for it (`SplitHead`).
 */
export function connectReadable(endpoint: Endpoint): Socket {
  let piece: Buffer | null = null
  let ended = false
  const socket = connectReading(endpoint, (bytes) => {
    piece = bytes
    socket.emit('readable')
    piece = null
  })
  const [read, push] = [socket.read.bind(socket), socket.push.bind(socket)]
  socket.push = (chunk: unknown) => {
    ended ||= chunk === null
    return push(chunk)
  }
  socket.read = (size?: number) => {
    // The stream itself asks for nothing (0) to begin reading, and for what is left to come to its end.
    if (size === 0 || ended) return read(size) as unknown
    const taken = piece
    piece = null
    return taken
  }
  return socket
}

import { connect, isIP, type Socket } from 'node:net'
import { checkServerIdentity, connect as connectTls, createSecureContext } from 'node:tls'
import type { Tls } from '../../model/config.ts'
import type { Endpoint } from '../../ports.ts'
import { connectReadable } from './read-in-place.ts'

/** Head and body together up to so many bytes are copied into one piece. */
const LONGEST_JOINED_BYTES = 65_536

/** How to open connections to one endpoint. */
export type SocketOpener = {
  readonly open: () => Socket
  /** The event after which requests can be sent. */
  readonly readyEvent: 'connect' | 'secureConnect'
}

/**
 * Plain connections, or TLS that is verified against the configured authorities and name, whatever address is dialled.
 * `keepsPieces`: whether what is read is kept for longer than it takes to look at it.
 */
export function socketOpener(endpoint: Endpoint, tls: Tls | null, reader: { keepsPieces: boolean }): SocketOpener {
  const { host, port } = endpoint
  if (tls === null) {
    const plain = () => (reader.keepsPieces ? connect({ host, port, noDelay: true }) : connectReadable(endpoint))
    return { open: () => joinWrites(plain()), readyEvent: 'connect' }
  }
  const { serverName } = tls
  const options = {
    host,
    port,
    // Made once: reading the authorities for each connection costs more than the handshake. Sessions are not taken up again: each connection is a new caller's.
    secureContext: createSecureContext(tls.ca === null ? {} : { ca: tls.ca }),
    ALPNProtocols: ['http/1.1'],
    // The server name extension carries no addresses (RFC 6066, 3), but a certificate may.
    ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    checkServerIdentity: (_host: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      checkServerIdentity(serverName, certificate),
  }
  return { open: () => joinWrites(connectTls(options).setNoDelay(true)), readyEvent: 'secureConnect' }
}

/** Writes what is written between `cork` and `uncork`, a request's head and body, in one piece: Node takes longer over several than copying them takes. */
function joinWrites<T extends Socket>(socket: T): T {
  const write = socket.write.bind(socket) as (chunk: string | Uint8Array, encoding?: BufferEncoding) => boolean
  let held: Buffer[] | null = null
  const take = (chunk: string | Uint8Array, encoding?: BufferEncoding) => {
    if (held === null) return write(chunk, encoding)
    held.push(
      typeof chunk === 'string'
        ? Buffer.from(chunk, encoding)
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength),
    )
    return true
  }
  socket.write = take as Socket['write']
  socket.cork = () => {
    held = []
  }
  socket.uncork = () => {
    const pieces = held ?? []
    held = null
    const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0)
    for (const piece of bytes > LONGEST_JOINED_BYTES ? pieces : [Buffer.concat(pieces, bytes)]) write(piece)
  }
  return socket
}

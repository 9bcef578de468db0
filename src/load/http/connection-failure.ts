import type { Outcome } from '../engine.ts'

type BrokeOff = Extract<Outcome, { how: 'broke-off' }>
export type ConnectionFailure = Pick<BrokeOff, 'kind' | 'example'>

const REFUSED: ReadonlySet<string> = new Set(['ECONNREFUSED'])
/** The other side closed, or its kernel says that nobody is there any more. */
const RESET: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  // undici: fewer bytes than announced; the stream ended within an answer.
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'HPE_INVALID_EOF_STATE',
])
/** Our own machine or process had no more: files, memory, ports to come from, buffers. No word about the target. */
const OWN_LIMIT: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EADDRNOTAVAIL', 'ENOBUFS', 'ENOMEM'])
/** undici says this code of every socket that it closes itself, so its text has to tell what for. */
const UNDICI_SOCKET = 'UND_ERR_SOCKET'
const CLOSED_BY_SERVER: ReadonlySet<string> = new Set(['other side closed', 'closed'])
/** Codes of OpenSSL's certificate checks, of Node's own, and of a handshake that failed. */
const TLS =
  /^(?:ERR_SSL_|ERR_TLS_|CERT_|CRL_|UNABLE_TO_|ERROR_IN_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|HOSTNAME_MISMATCH|EPROTO$)/

/** What a connection's error means for the request that it ended. Its text carries addresses and codes, never what was sent. */
export function connectionFailure(error: Error): ConnectionFailure {
  // Several addresses of one name fail as one error without a message of its own.
  if (error instanceof AggregateError) {
    const failures = error.errors.filter((one) => one instanceof Error).map(connectionFailure)
    // Where one of them could not even be tried, nothing is known of the target.
    const first = failures.find((one) => one.kind === 'own-limit') ?? failures[0]
    if (first !== undefined) return { kind: first.kind, example: failures.map((one) => one.example).join('; ') }
  }
  return { kind: kindOf(error), example: error.message }
}

function kindOf(error: Error): BrokeOff['kind'] {
  const code = errorCode(error)
  if (REFUSED.has(code)) return 'refused'
  if (RESET.has(code)) return 'reset'
  if (OWN_LIMIT.has(code)) return 'own-limit'
  if (code === UNDICI_SOCKET) return CLOSED_BY_SERVER.has(error.message) ? 'reset' : 'other'
  return TLS.test(code) ? 'tls' : 'other'
}

/** The code that Node or undici gave an error; empty where it has none. */
export function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether the server ended the stream, rather than that its kernel turned away what came (a reset). */
export function isQuietEnd(error: Error): boolean {
  return errorCode(error) === UNDICI_SOCKET && CLOSED_BY_SERVER.has(error.message)
}

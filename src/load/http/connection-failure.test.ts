import { expect, test } from 'vitest'
import { connectionFailure } from './connection-failure.ts'

function failed(code: string, message = 'text'): Error {
  return Object.assign(new Error(message), { code })
}

test.each([
  ['ECONNREFUSED', 'refused'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['HPE_INVALID_EOF_STATE', 'reset'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'reset'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['EPROTO', 'tls'],
  ['HPE_INVALID_CONSTANT', 'other'],
  ['EMFILE', 'own-limit'],
  ['ENFILE', 'own-limit'],
  ['EADDRNOTAVAIL', 'own-limit'],
  ['ENOBUFS', 'own-limit'],
  ['ENOMEM', 'own-limit'],
  ['EHOSTUNREACH', 'other'],
  ['', 'other'],
] as const)('%s is of kind %s', (code, kind) => {
  expect(connectionFailure(failed(code))).toEqual({ kind, example: 'text' })
})

test('a socket that undici closed is a reset only when the server closed it', () => {
  expect(connectionFailure(failed('UND_ERR_SOCKET', 'other side closed')).kind).toBe('reset')
  expect(connectionFailure(failed('UND_ERR_SOCKET', 'bad upgrade')).kind).toBe('other')
})

test('several addresses of one name fail as their first does', () => {
  const both = new AggregateError([failed('ECONNREFUSED', 'at ::1'), failed('ENETUNREACH', 'at 127.0.0.1')])
  expect(connectionFailure(both)).toEqual({ kind: 'refused', example: 'at ::1; at 127.0.0.1' })
})

test('several addresses of which one could not be tried for a limit of our own say nothing of the target', () => {
  const both = new AggregateError([failed('ECONNREFUSED', 'at ::1'), failed('EADDRNOTAVAIL', 'at 127.0.0.1')])
  expect(connectionFailure(both)).toEqual({ kind: 'own-limit', example: 'at ::1; at 127.0.0.1' })
})

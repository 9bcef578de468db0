import type { Body, RequestSpec } from '../../model/config.ts'
import { rowAt } from '../../model/rows.ts'
import type { Endpoint } from '../../ports.ts'
import { hasHeader, requestHeaders } from './request-headers.ts'

/** Methods whose empty body is announced with `Content-Length: 0` (RFC 9110, 8.6), as undici does. */
const EXPECTS_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

/** The request as it goes over the wire (HTTP/1.1), with the first row of a body of rows. Host, Connection and Content-Length are ours unless the user gave them. */
export function requestBytes(spec: RequestSpec, endpoint: Endpoint): Buffer {
  const body = firstBody(spec.body)
  const headers = requestHeaders(spec)
  const lines = [`${spec.method} ${spec.path} HTTP/1.1`]
  if (!hasHeader(headers, 'host')) lines.push(`Host: ${hostHeader(endpoint)}`)
  if (!hasHeader(headers, 'connection')) lines.push(`Connection: ${spec.keepAlive ? 'keep-alive' : 'close'}`)
  for (const [name, value] of headers) lines.push(`${name}: ${value}`)
  const announces = body.length > 0 || EXPECTS_BODY.has(spec.method)
  if (announces && !hasHeader(headers, 'content-length')) lines.push(`Content-Length: ${body.length}`)
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body])
}

/** What is sent by one request: the body itself, or the first of its rows; empty where there is none. */
export function firstBody(body: Body | null): Uint8Array {
  if (body === null) return new Uint8Array()
  return body.kind === 'bytes' ? body.bytes : rowAt(body.rows, 0)
}

/** An endpoint as host and port of a URL; an IPv6 address gets its brackets. */
export function hostHeader(endpoint: Endpoint): string {
  return endpoint.host.includes(':') ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`
}

import type { RequestSpec } from '../../model/config.ts'

/** The headers that every engine and the probe send beside Host, Connection and Content-Length: the user's own, and the body's content type unless the user gave one. */
export function requestHeaders(spec: Pick<RequestSpec, 'headers' | 'body'>): readonly (readonly [string, string])[] {
  const headers = Object.entries(spec.headers)
  const contentType = spec.body?.contentType ?? null
  if (contentType === null || hasHeader(headers, 'content-type')) return headers
  return [...headers, ['content-type', contentType]]
}

/** Whether a header is there, in whatever case it is written. */
export function hasHeader(headers: readonly (readonly [string, string])[], name: string): boolean {
  return headers.some(([key]) => key.toLowerCase() === name)
}

import { createHash } from 'node:crypto'
import type { Body } from '../model/config.ts'

type Sent = {
  readonly method: string
  readonly path: string
  /** Source texts: `${TOKEN}`, not what the environment holds. */
  readonly headers: readonly { readonly key: string; readonly source: string }[]
  readonly body: Body | null
}

/** SHA-256 (hex) of what is sent, without any value of the environment. The order and the case of header names do not count. */
export function fingerprintOf({ method, path, headers, body }: Sent): string {
  const named = headers.map(({ key, source }) => [key.toLowerCase(), source] as const)
  const sorted = named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const text = JSON.stringify([method, path, sorted, body === null ? null : [body.contentType, body.text]])
  return createHash('sha256').update(text).digest('hex')
}

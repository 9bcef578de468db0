import { createHash } from 'node:crypto'
import type { Body, Expectation } from '../../model/config.ts'
import { rowAt, rowCount } from '../../model/rows.ts'

/** Source texts: `${TOKEN}`, not what the environment holds. */
type Written = { readonly key: string; readonly source: string }

type Sent = {
  readonly method: string
  /** Without `query`. */
  readonly path: string
  readonly query: readonly Written[]
  readonly headers: readonly Written[]
  readonly body: Body | null
  readonly expect: Pick<Expectation, 'bodyContains' | 'json'>
}

/**
 * SHA-256 (hex) of what is sent and of what the body of the answer has to hold, without any value of the environment.
 * The order and the case of header names do not count.
 */
export function fingerprintOf({ method, path, query, headers, body, expect }: Sent): string {
  const named = headers.map(({ key, source }) => [key.toLowerCase(), source] as const)
  const sorted = named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const asked = query.map(({ key, source }) => [key, source])
  const judged = [expect.bodyContains, expect.json.map((one) => [one.path, one.equals])]
  const head = JSON.stringify([method, path, asked, sorted, judged, body === null ? null : headOf(body)])
  const hash = createHash('sha256').update(head)
  for (const bytes of piecesOf(body)) hash.update(`\n${bytes.length}\n`).update(bytes)
  return hash.digest('hex')
}

function headOf(body: Body): readonly (string | null)[] {
  return [body.kind, body.contentType, body.kind === 'rows' ? body.pick : null]
}

function* piecesOf(body: Body | null): Generator<Uint8Array> {
  if (body?.kind === 'bytes') yield body.bytes
  if (body?.kind !== 'rows') return
  for (let place = 0; place < rowCount(body.rows); place++) yield rowAt(body.rows, place)
}

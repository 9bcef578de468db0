import { createHash } from 'node:crypto'

/** A field of a form: a text, or a file. */
export type FormField = {
  readonly name: string
  readonly value: string | { readonly fileName: string; readonly type: string; readonly bytes: Uint8Array }
}

/**
 * A form as multipart/form-data (RFC 7578). The boundary is a hash of the content: the same form gives the same bytes in every run,
 * and no content can hold its own.
 */
export function encodeForm(fields: readonly FormField[]): { readonly bytes: Uint8Array; readonly contentType: string } {
  const parts = fields.map((field) => ({ head: headOf(field), bytes: bytesOf(field) }))
  const hash = createHash('sha256')
  for (const { head, bytes } of parts) hash.update(`${head.length}:${bytes.length}:`).update(head).update(bytes)
  const boundary = `perf-gate-${hash.digest('hex').slice(0, 40)}`
  const pieces = parts.flatMap(({ head, bytes }) => [
    Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`),
    bytes,
    Buffer.from('\r\n'),
  ])
  return {
    bytes: Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  }
}

function headOf({ name, value }: FormField): string {
  const field = `Content-Disposition: form-data; name="${escaped(name)}"`
  return typeof value === 'string'
    ? field
    : `${field}; filename="${escaped(value.fileName)}"\r\nContent-Type: ${value.type}`
}

function bytesOf({ value }: FormField): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value) : value.bytes
}

/** As browsers do: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
function escaped(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

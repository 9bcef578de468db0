import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib'

/** Content codings that are read (RFC 9110, 8.4.1), each with what undoes it. */
export type ContentCoding = 'gzip' | 'deflate' | 'br'

const CODINGS: ReadonlyMap<string, ContentCoding> = new Map([
  ['gzip', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
])

/** What a Content-Encoding header says: `null` for a body as it is, `other` for a coding, or several, that are not read. */
export function contentCoding(header: string | null): ContentCoding | 'other' | null {
  const named = (header ?? '').trim().toLowerCase()
  if (named === '' || named === 'identity') return null
  return CODINGS.get(named) ?? 'other'
}

/** The body that was compressed; `null` where it is longer than `longest` bytes, or is not what its coding says. */
export function decompress(bytes: Uint8Array, coding: ContentCoding, longest: number): Buffer | null {
  return attempt(() => undo(bytes, coding, { maxOutputLength: longest }))
}

/** What the beginning of a compressed body was compressed from, as far as it goes; `null` as above. */
export function decompressStart(bytes: Uint8Array, coding: ContentCoding, longest: number): Buffer | null {
  const finishFlush = coding === 'br' ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH
  return attempt(() => undo(bytes, coding, { maxOutputLength: longest, finishFlush }))
}

type Options = { readonly maxOutputLength: number; readonly finishFlush?: number }

function undo(bytes: Uint8Array, coding: ContentCoding, options: Options): Buffer {
  switch (coding) {
    case 'gzip':
      return gunzipSync(bytes, options)
    case 'deflate':
      // Meant is zlib's format; some servers send what is inside it. Its first byte tells which (RFC 1950, 2.2).
      return ((bytes[0] ?? 0) & 0x0f) === 8 ? inflateSync(bytes, options) : inflateRawSync(bytes, options)
    case 'br':
      return brotliDecompressSync(bytes, options)
  }
}

function attempt(undoing: () => Buffer): Buffer | null {
  try {
    return undoing()
  } catch {
    // Too long or broken: the error says nothing that the caller could act on.
    return null
  }
}

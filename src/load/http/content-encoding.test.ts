import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { type ContentCoding, contentCoding, decompress, decompressStart } from './content-encoding.ts'

const TEXT = Buffer.from('{"label":"spruce"}'.repeat(200))
const COMPRESSED: readonly { how: string; coding: ContentCoding; bytes: Buffer }[] = [
  { how: 'gzip', coding: 'gzip', bytes: gzipSync(TEXT) },
  { how: 'deflate', coding: 'deflate', bytes: deflateSync(TEXT) },
  { how: 'deflate without its frame', coding: 'deflate', bytes: deflateRawSync(TEXT) },
  { how: 'br', coding: 'br', bytes: brotliCompressSync(TEXT) },
]

test.each([
  [null, null],
  ['', null],
  [' Identity ', null],
  ['GZIP', 'gzip'],
  ['x-gzip', 'gzip'],
  ['deflate', 'deflate'],
  ['br', 'br'],
  ['zstd', 'other'],
  ['gzip, br', 'other'],
])('Content-Encoding %j is read as %j', (header, coding) => {
  expect(contentCoding(header)).toBe(coding)
})

test.each(COMPRESSED)('undoes $how', ({ coding, bytes }) => {
  expect(decompress(bytes, coding, TEXT.length)).toEqual(TEXT)
})

test.each(COMPRESSED)('gives nothing of $how that is longer than allowed, cut off or no such thing', ({
  coding,
  bytes,
}) => {
  expect(decompress(bytes, coding, TEXT.length - 1)).toBeNull()
  expect(decompress(bytes.subarray(0, -3), coding, TEXT.length)).toBeNull()
  expect(decompress(Buffer.from('no such thing'), coding, TEXT.length)).toBeNull()
})

test.each(COMPRESSED)('shows where a body of $how begins that was cut off', ({ coding, bytes }) => {
  const start = decompressStart(bytes.subarray(0, -3), coding, 10_000)
  expect(start?.length).toBeGreaterThan(0)
  expect(TEXT.subarray(0, start?.length)).toEqual(start)
})

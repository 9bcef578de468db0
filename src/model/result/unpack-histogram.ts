import { inflateSync } from 'node:zlib'
import { build, type Histogram, JsHistogram } from 'hdr-histogram-js'

/** 1 µs to 10 minutes with 3 significant digits: no latency is rounded by more than 0.1 %. */
export const RANGE = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 600_000_000,
  numberOfSignificantValueDigits: 3,
} as const

/**
 * The histogram in a text: HDR, V2, compressed, base64, with our own range. Throws for anything else. The library's reader believes lengths, ranges
 * and runs of zeros as they stand in the text, so that sixty bytes can keep it busy for hours or fill the memory: all of them are checked first.
 * https://github.com/HdrHistogram/HdrHistogram/blob/master/src/main/java/org/HdrHistogram/AbstractHistogram.java (encodeIntoByteBuffer)
 * It is to be read only: every check, table and chart reads the same ones again, so the latest are kept.
 */
export function unpackHistogram(text: string): Histogram {
  const histogram = latest.get(text) ?? unpack(text)
  // The one that was used last goes to the end, and the one at the beginning goes first.
  latest.delete(text)
  latest.set(text, histogram)
  const [oldest] = latest.keys()
  if (latest.size > MOST_KEPT && oldest !== undefined) latest.delete(oldest)
  return histogram
}

const latest = new Map<string, Histogram>()
/** Each takes 84 kB. */
const MOST_KEPT = 128

function unpack(text: string): Histogram {
  const bytes = inflate(Buffer.from(text, 'base64'))
  checkHeader(bytes)
  checkCounts(bytes)
  return DECODER.decode(bytes)
}

/** Public, but declared in a file that the package's own declarations leave out. */
const DECODER = JsHistogram as unknown as { readonly decode: (bytes: Uint8Array) => Histogram }

const PACKED_COOKIE = 0x1c849314
const COOKIE = 0x1c849313

/** Cookie and length; then the packed bytes. */
const PACKED_HEADER_BYTES = 8
/** Cookie, length of the counts, an offset that nobody uses, digits, lowest and highest value, a ratio that nobody uses. */
const HEADER_BYTES = 40
/** Of one count or run of zeros. */
const LONGEST_WORD = 9

/** How many counts there are. */
const PLACES = (build(RANGE) as JsHistogram).countsArrayLength

/** What the longest histogram of our own has. */
const MOST_BYTES = HEADER_BYTES + PLACES * LONGEST_WORD

function inflate(packed: Buffer): Buffer {
  if (packed.length < PACKED_HEADER_BYTES || packed.readUInt32BE(0) !== PACKED_COOKIE) throw notOne('no histogram')
  return inflateSync(packed.subarray(PACKED_HEADER_BYTES), { maxOutputLength: MOST_BYTES })
}

function checkHeader(bytes: Buffer): void {
  if (bytes.length < HEADER_BYTES || bytes.readUInt32BE(0) !== COOKIE) throw notOne('no histogram')
  if (bytes.readUInt32BE(4) !== bytes.length - HEADER_BYTES) throw notOne('another length than it says')
  const isOurs =
    bytes.readUInt32BE(12) === RANGE.numberOfSignificantValueDigits &&
    bytes.readBigUInt64BE(16) === BigInt(RANGE.lowestDiscernibleValue) &&
    bytes.readBigUInt64BE(24) === BigInt(RANGE.highestTrackableValue)
  if (!isOurs) throw notOne('another range')
}

/** Every word is a count, or a run of zeros, of places that there are. */
function checkCounts(bytes: Buffer): void {
  let places = 0
  for (let start = HEADER_BYTES; start < bytes.length; ) {
    const { value, end } = readWord(bytes, start)
    // ZigZag: an odd word is a negative number, and that a run of so many zeros.
    places += value % 2 === 0 ? 1 : (value + 1) / 2
    if (end > bytes.length || places > PLACES) throw notOne('more than there is room for')
    start = end
  }
}

/** LEB128 in at most nine bytes. */
function readWord(bytes: Buffer, start: number): { readonly value: number; readonly end: number } {
  let value = 0
  for (let step = 0; ; step += 1) {
    const byte = bytes[start + step] ?? 0
    value += (byte & 0x7f) * 2 ** (7 * step)
    if (byte < 0x80 || step === LONGEST_WORD - 1) return { value, end: start + step + 1 }
  }
}

function notOne(what: string): Error {
  return new Error(`These latencies are no histogram of ours: ${what}.`)
}

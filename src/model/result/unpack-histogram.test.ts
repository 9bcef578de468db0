import { deflateSync, inflateSync } from 'node:zlib'
import { build, encodeIntoCompressedBase64, type Histogram, type JsHistogram } from 'hdr-histogram-js'
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../fixtures/random.ts'
import { RANGE, unpackHistogram } from './unpack-histogram.ts'

const pack = (histogram: Histogram) => encodeIntoCompressedBase64(histogram)

function histogramOf(...micros: readonly number[]): Histogram {
  const histogram = build(RANGE)
  for (const value of micros) histogram.recordValue(value)
  return histogram
}

describe('a histogram of our own', () => {
  const random = createRandom(3)
  const many = Array.from({ length: 5000 }, () => Math.ceil(10 ** (random() * 8.7)))
  it.each<[string, readonly number[]]>([
    ['empty', []],
    ['with one latency', [1]],
    ['at both ends', [1, 600_000_000]],
    ['of many latencies', many],
  ])('%s comes out as it was put in', (_, micros) => {
    const histogram = histogramOf(...micros)
    const unpacked = unpackHistogram(pack(histogram))
    expect([unpacked.totalCount, pack(unpacked)]).toEqual([micros.length, pack(histogram)])
  })

  it('with a huge count at every place has room', () => {
    const histogram = build(RANGE) as JsHistogram
    for (let value = 1; value <= 600_000_000; value = histogram.nextNonEquivalentValue(value)) {
      histogram.recordValueWithCount(value, 4_000_000_000)
    }
    expect(unpackHistogram(pack(histogram)).totalCount).toBe(histogram.totalCount)
  })
})

/** A good one with something else in it. */
function forged(change: (bytes: Buffer) => Buffer): string {
  const packed = Buffer.from(pack(histogramOf(1000, 2000)), 'base64')
  const bytes = change(Buffer.from(inflateSync(packed.subarray(8))))
  return packedAs(deflateSync(bytes))
}

function packedAs(deflated: Buffer): string {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(0x1c849314, 0)
  head.writeUInt32BE(deflated.length, 4)
  return Buffer.concat([head, deflated]).toString('base64')
}

/** Sets four or eight bytes of the header. */
const header = (place: number, value: number | bigint) =>
  forged((bytes) => {
    if (typeof value === 'bigint') bytes.writeBigUInt64BE(value, place)
    else bytes.writeUInt32BE(value, place)
    return bytes
  })

/** The counts are these bytes, and the header says so. */
const counts = (...words: readonly number[]) =>
  forged((bytes) => {
    bytes.writeUInt32BE(words.length, 4)
    return Buffer.concat([bytes.subarray(0, 40), Buffer.from(words)])
  })

// Without the checks each of these keeps the reader busy for minutes or longer, or takes memory by the gigabyte.
describe('what somebody made up is refused at once', () => {
  it.each<[string, string, RegExp]>([
    ['counts of four gigabytes that are not there', header(4, 0xffff_fff0), /another length/],
    ['counts that end earlier than it says', header(4, 100), /another length/],
    ['counts that go on after they end', header(4, 1), /another length/],
    ['five digits', header(12, 5), /another range/],
    ['the highest of all values', header(24, 2n ** 53n), /another range/],
    ['another lowest value', header(16, 1000n), /another range/],
    ['a run of 2³¹ zeros', counts(0xff, 0xff, 0xff, 0xff, 0x0f), /more than there is room/],
    ['a run of 2⁵⁰ zeros', counts(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03), /more than there is room/],
    ['a count beyond counting', counts(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f), /overflow/],
    ['runs of zeros that are too many together', counts(0xff, 0xff, 0x01, 0xff, 0xff, 0x01), /more than there is/],
    ['a count that goes on behind the end', counts(2, 0x80), /more than there is room/],
    ['200 MB of zeros in 200 kB', packedAs(deflateSync(Buffer.alloc(200_000_000))), /larger than/],
    ['another kind of bytes', Buffer.from('a picture').toString('base64'), /no histogram/],
    ['nothing', '', /no histogram/],
    ['a head alone', packedAs(Buffer.alloc(0)), /unexpected end of file/],
    ['fewer bytes than a head has', packedAs(deflateSync(Buffer.alloc(10))), /no histogram/],
  ])('%s', (_, text, why) => {
    expect(() => unpackHistogram(text)).toThrow(why)
  })
})

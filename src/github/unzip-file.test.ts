import { expect, test } from 'vitest'
import { type ZippedFile, zipOf } from '../../fixtures/github/zip.ts'
import { plainText } from '../model/outside.ts'
import { unzipFile } from './unzip-file.ts'

const NAME = 'baseline.json'
const MOST = 1000

async function unzip(zip: Buffer, mostFiles = 1): Promise<string> {
  const unzipped = await unzipFile(zip, { name: NAME, maxBytes: MOST, mostFiles })
  return unzipped.state === 'good' ? unzipped.text : plainText(unzipped.why)
}

test('the only file is read', async () => {
  expect(await unzip(zipOf([{ name: NAME, data: '{"größe":1}' }]))).toBe('{"größe":1}')
})

test('one of several files is read, wherever it stands', async () => {
  const more = { name: 'report.md', data: '#' }
  const own = { name: NAME, data: '1' }
  expect([await unzip(zipOf([more, own]), 2), await unzip(zipOf([own, more]), 2)]).toEqual(['1', '1'])
  expect(await unzip(zipOf([more, more, own]), 2)).toBe('its zip holds 3 files instead of 2')
})

test.each<[string, readonly ZippedFile[], RegExp]>([
  ['no file', [], /holds no file/],
  [
    'two files',
    [
      { name: NAME, data: '1' },
      { name: 'more.txt', data: '2' },
    ],
    /holds 2 files/,
  ],
  ['another file', [{ name: 'other.json', data: '1' }], /holds other\.json instead of baseline\.json/],
  ['a file in a folder', [{ name: `a/${NAME}`, data: '1' }], /holds a\/baseline\.json instead/],
  ['a way out', [{ name: `../${NAME}`, data: '1' }], /invalid relative path: \.\.\/baseline\.json/],
  ['a way out by backslash', [{ name: `..\\${NAME}`, data: '1' }], /invalid characters in fileName/],
  ['an absolute path', [{ name: `/${NAME}`, data: '1' }], /absolute path: \/baseline\.json/],
  [
    'a bomb that says what it is',
    [{ name: NAME, data: Buffer.alloc(50_000_000) }],
    /has 50000000 bytes; it may have 1000 at most/,
  ],
  [
    'a bomb that says it is small',
    [{ name: NAME, data: Buffer.alloc(50_000_000), statedBytes: 900 }],
    /too many bytes in the stream/,
  ],
  ['a file that says it is larger', [{ name: NAME, data: '1', statedBytes: 900 }], /not enough bytes in the stream/],
])('a zip with %s is refused', async (_, files, why) => {
  expect(await unzip(zipOf(files))).toMatch(why)
})

test('bytes that are no zip are refused', async () => {
  expect(await unzip(Buffer.from('not a zip'))).toMatch(/^its zip is broken: /)
})

test('a zip that was cut off is refused', async () => {
  expect(await unzip(zipOf([{ name: NAME, data: '1' }]).subarray(0, 60))).toMatch(/^its zip is broken: /)
})

test('a zip with a damaged stream is refused', async () => {
  const zip = zipOf([{ name: NAME, data: 'x'.repeat(300) + Math.PI }])
  zip.fill(0xff, 30 + NAME.length, 30 + NAME.length + 8)
  expect(await unzip(zip)).toMatch(/^its zip is broken: /)
})

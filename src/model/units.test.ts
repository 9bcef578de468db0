import { describe, expect, test } from 'vitest'
import { plainText } from './outside.ts'
import type { Parsed } from './parsed.ts'
import {
  exactBytes,
  formatBytes,
  formatCores,
  formatMs,
  formatRate,
  formatShare,
  parseCount,
  parseDuration,
  parseMemory,
  parseRate,
  parseShare,
} from './units.ts'

/** The value, or the advice. */
function read(result: Parsed<number>): number | string {
  return result.state === 'value' ? result.value : `${plainText(result.text)} | ${plainText(result.fix)}`
}

const DURATION_ADVICE = 'is not a duration | Write it like 500ms, 30s, 1m30s or 1h (units: ms, s, m, h).'
const MEMORY_ADVICE = 'is not an amount of memory | Write it like 512m, 1.5g, 1500MB or 2GiB.'

describe('parseDuration', () => {
  test.each<[string, number | string]>([
    ['500ms', 500],
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1m 30s', 90_000],
    ['1.5s', 1500],
    ['250us', 0.25],
    ['250 µs', 0.25],
    ['1h5m3s', 3_903_000],
    ['0s', 0],
    ['60', '"60" has no unit | Write 60s.'],
    ['0', '"0" has no unit | Write 0s.'],
    ['30s1m', `"30s1m" ${DURATION_ADVICE}`],
    ['1s1s', `"1s1s" ${DURATION_ADVICE}`],
    ['1.5m3s', `"1.5m3s" ${DURATION_ADVICE}`],
    ['-5s', `"-5s" ${DURATION_ADVICE}`],
    ['1e3s', `"1e3s" ${DURATION_ADVICE}`],
    ['5 sec', `"5 sec" ${DURATION_ADVICE}`],
    ['10S', `"10S" ${DURATION_ADVICE}`],
    ['', `"" ${DURATION_ADVICE}`],
    ['s', `"s" ${DURATION_ADVICE}`],
  ])('%j gives %j', (text, expected) => expect(read(parseDuration(text))).toBe(expected))

  test('a bare latency is advised to become milliseconds', () => {
    expect(read(parseDuration('250', 'ms'))).toBe('"250" has no unit | Write 250ms.')
  })

  test('a long hostile text is refused at once', () => {
    expect(parseDuration('1'.repeat(200_000)).state).toBe('wrong')
    expect(parseDuration('1s '.repeat(70_000)).state).toBe('wrong')
  })
})

test.each([
  [1500 * 1024 ** 2, '1500MiB'],
  [2 * 1024 ** 3, '2GiB'],
  [1025, '1025B'],
  [1023 * 1024 ** 4, '1023TiB'],
  [0, '0B'],
])('%i bytes are exactly %s, also when they are read back', (bytes, text) => {
  expect(exactBytes(bytes)).toBe(text)
  expect(read(parseMemory(text))).toBe(bytes)
})

describe('parseMemory', () => {
  test.each<[string, number | string]>([
    ['512m', 512 * 1024 ** 2],
    ['512M', 512 * 1024 ** 2],
    ['1500MB', 1500 * 1024 ** 2],
    ['1500MiB', 1500 * 1024 ** 2],
    ['64 Mi', 64 * 1024 ** 2],
    ['1.5g', 1.5 * 1024 ** 3],
    ['2GiB', 2 * 1024 ** 3],
    ['1Gi', 1024 ** 3],
    ['100k', 102_400],
    ['100b', 100],
    ['512', '"512" means 512 bytes | Did you mean 512m? Write the unit.'],
    ['2147483648', '"2147483648" means 2147483648 bytes | Did you mean 2GiB? Write the unit.'],
    ['1.5 giga', `"1.5 giga" ${MEMORY_ADVICE}`],
    ['-1g', `"-1g" ${MEMORY_ADVICE}`],
    ['1bi', `"1bi" ${MEMORY_ADVICE}`],
    ['', `"" ${MEMORY_ADVICE}`],
  ])('%j gives %j', (text, expected) => expect(read(parseMemory(text))).toBe(expected))
})

describe('parseShare', () => {
  test.each<[string, number | string]>([
    ['1%', 0.01],
    ['0.5 %', 0.005],
    ['7%', 0.07],
    ['0', 0],
    ['5', '"5" has no unit | Write 5%.'],
    ['0.05', '"0.05" has no unit | Write 0.05% or 5%.'],
    ['1 percent', '"1 percent" is not a share | Write it in percent, like 1% or 0.5%.'],
  ])('%j gives %j', (text, expected) => expect(read(parseShare(text))).toBe(expected))
})

describe('parseRate', () => {
  test.each<[string, number | string]>([
    ['100', 100],
    ['80/s', 80],
    ['80 / s', 80],
    ['4800/m', 80],
    ['0.5', 0.5],
    ['80/h', '"80/h" is not a rate | Write it like 100, 80/s or 4800/m (per second, per minute).'],
    ['100 rps', '"100 rps" is not a rate | Write it like 100, 80/s or 4800/m (per second, per minute).'],
  ])('%j gives %j', (text, expected) => expect(read(parseRate(text))).toBe(expected))
})

describe('parseCount', () => {
  test.each<[string, number | string]>([
    ['0', 0],
    ['12', 12],
    ['1.5', '"1.5" is not a count | Write a whole number without a unit, like 1.'],
    ['-1', '"-1" is not a count | Write a whole number without a unit, like 1.'],
    ['1e3', '"1e3" is not a count | Write a whole number without a unit, like 1.'],
  ])('%j gives %j', (text, expected) => expect(read(parseCount(text))).toBe(expected))
})

describe('printers', () => {
  test.each<[number, string]>([
    [0, '0 ms'],
    [0.001234, '0.00123 ms'],
    [12.345, '12.3 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [1240, '1.24 s'],
    [59_960, '1m'],
    [90_000, '1m30s'],
    [3_599_600, '1h'],
    [3_900_000, '1h5m'],
    [-5, '-5 ms'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('formatMs(%d) is %s', (ms, text) => expect(formatMs(ms)).toBe(text))

  test.each<[number, string]>([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [1010 * 1024 ** 2, '1010 MiB'],
    [1024 ** 3 - 1, '1 GiB'],
    [1500 * 1024 ** 2, '1.46 GiB'],
    [-1024, '-1 KiB'],
  ])('formatBytes(%d) is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))

  test.each<[number, string]>([
    [0.01, '1%'],
    [0.000123456, '0.0123%'],
    [0.07, '7%'],
    [1, '100%'],
    [-0.123, '-12.3%'],
  ])('formatShare(%d) is %s', (share, text) => expect(formatShare(share)).toBe(text))

  test.each<[number, string]>([
    [0, '0'],
    [0.62345, '0.623'],
    [1, '1'],
    [12.34, '12.3'],
  ])('formatCores(%d) is %s', (cores, text) => expect(formatCores(cores)).toBe(text))

  test.each<[number, string]>([
    [0, '0/s'],
    [0.5, '0.5/s'],
    [357.4, '357/s'],
    [999.7, '1000/s'],
    [12_345, '12300/s'],
  ])('formatRate(%d) is %s', (rate, text) => expect(formatRate(rate)).toBe(text))
})

describe('what a printer prints, its parser reads back', () => {
  /** A fixed sequence that covers nine orders of magnitude with mantissas that do not repeat. */
  const samples = Array.from({ length: 2000 }, (_, i) => 10 ** ((i % 90) / 10 - 2) * (1 + ((i * 7919) % 1000) / 1000))
  const pairs: [string, (value: number) => string, (text: string) => Parsed<number>, number][] = [
    // Above an hour whole minutes are printed: half a minute in an hour is 0.9 %.
    ['durations', formatMs, parseDuration, 0.0091],
    ['memory', formatBytes, parseMemory, 0.0051],
    ['shares', formatShare, parseShare, 0.0051],
    ['rates', formatRate, parseRate, 0.0051],
  ]
  test.each(pairs)('%s', (name, print, parse, error) => {
    for (const sample of samples) {
      const value = name === 'memory' ? Math.round(sample) * 1024 : sample
      const back = parse(print(value))
      expect(back.state, print(value)).toBe('value')
      if (back.state === 'value') expect(Math.abs(back.value - value), print(value)).toBeLessThanOrEqual(value * error)
    }
  })

  test('printing never falls when the value grows, until the unit changes', () => {
    const order = (text: string) => Number.parseFloat(text)
    for (const print of [formatShare, formatRate]) {
      const printed = [...samples].sort((a, b) => a - b).map((value) => order(print(value)))
      expect(printed).toEqual([...printed].sort((a, b) => a - b))
    }
  })
})

import { describe, expect, test } from 'vitest'
import { SetupError } from '../../model/errors.ts'
import { plainText } from '../../model/outside.ts'
import { checkOwnFiles, parseSoftLimit, portsFor } from './proxy-ports.ts'

describe('ports of the host', () => {
  test.each([
    ['are one where the proxy has room', 2666, 20_000, 1],
    ['are one more with one connection more', 2667, 20_000, 2],
    ['keep each proxy below 80 % of its limit', 10_000, 20_000, 4],
    ['are one where the limit is high', 10_000, 1_048_576, 1],
    ['are one where the limit is not known', 10_000, null, 1],
    ['are one also for nothing', 0, 20_000, 1],
  ])('%s', (_claim, connections, limit, expected) => expect(portsFor(connections, limit)).toBe(expected))

  test('are refused where it would take too many, with the numbers', () => {
    const refused = thrownBy(() => portsFor(10_000, 1024))
    expect(plainText(refused.text)).toBe(
      'the plan keeps 10000 connections open to one container, and the engine may open only 1024 files for a published port, which is enough for 136',
    )
  })
})

describe('our own open files', () => {
  test.each([
    ['are enough with some to spare', 19_744, 20_000],
    ['are not looked at where the limit is not known', 1_000_000, null],
  ])('%s', (_claim, connections, limit) => expect(() => checkOwnFiles(connections, limit)).not.toThrow())

  test('are refused where they are too few, with what to raise them to', () => {
    const refused = thrownBy(() => checkOwnFiles(19_745, 20_000))
    expect(plainText(refused.text)).toContain('keeps 19745 connections open at once, but perf-gate may open only 20000')
    expect(plainText(refused.fix)).toContain('ulimit -Hn 20001')
  })
})

test.each([
  ['Max open files            1024                 524288               files     \n', 1024],
  ['Max open files            unlimited            unlimited            files     \n', null],
  ['', null],
])('reads the soft limit of %j', (limits, expected) => expect(parseSoftLimit(limits)).toBe(expected))

function thrownBy(body: () => unknown): SetupError {
  try {
    body()
  } catch (thrown) {
    if (thrown instanceof SetupError) return thrown
    throw thrown
  }
  throw new Error('nothing was thrown')
}

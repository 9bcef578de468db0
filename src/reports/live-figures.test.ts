import { describe, expect, test } from 'vitest'
import { glanceCpu, glanceFailed, glanceLeft, glanceMemory, glanceMs, glanceSeconds } from './live-figures.ts'

const MIB = 1024 ** 2

describe('a live figure', () => {
  test.each([
    [null, '-'],
    [0.04, '0.0 ms'],
    [9.94, '9.9 ms'],
    [9.96, '10 ms'],
    [37.4, '37 ms'],
    [9999, '9999 ms'],
    [9999.6, '10.0 s'],
  ])('of %s ms', (ms, text) => {
    expect(glanceMs(ms)).toBe(text)
  })

  test.each([
    [0, 0, '0'],
    [0, 100, '0'],
    [1, 999, '1 (<1%)'],
    [12, 388, '12 (3%)'],
    [5, 0, '5 (100%)'],
  ])('of %i failures beside %i successes', (failed, ok, text) => {
    expect(glanceFailed({ failed, ok })).toBe(text)
  })

  test.each([
    [300 * MIB, 512 * MIB, '300 of 512 MiB'],
    [300 * MIB, 1024 * MIB, '0.29 of 1 GiB'],
    [900 * MIB, 1500 * MIB, '0.88 of 1.46 GiB'],
  ])('of memory has one unit: %i of %i', (memoryBytes, memoryLimitBytes, text) => {
    expect(glanceMemory({ cpus: 0, cpuLimit: 1, memoryBytes, memoryLimitBytes })).toBe(text)
  })

  test('of CPU is in cores', () => {
    expect(glanceCpu({ cpus: 0.4961, cpuLimit: 0.5, memoryBytes: 0, memoryLimitBytes: 0 })).toBe('0.50 of 0.5')
  })

  test.each([
    [5000, 10_000, ' 5 of 10 s'],
    [10_400, 10_000, '10 of 10 s'],
    [61_000, null, '61 s'],
  ])('of seconds has the width of the longest: %i of %s', (elapsed, planned, text) => {
    expect(glanceSeconds(elapsed, planned)).toBe(text)
  })

  test.each([
    [null, ''],
    [{ ms: 0, atMost: false }, '0 s left'],
    [{ ms: 40_400, atMost: false }, '41 s left'],
    [{ ms: 61_000, atMost: false }, '1m5s left'],
    [{ ms: 3_600_000, atMost: true }, 'at most 1h left'],
  ])('of the time left: %j', (left, text) => {
    expect(glanceLeft(left)).toBe(text)
  })
})

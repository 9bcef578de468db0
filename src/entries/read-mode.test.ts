import { expect, it } from 'vitest'
import { readMode } from './read-mode.ts'

it.each([
  [null, 'gate'],
  ['gate', 'gate'],
  ['calibrate', 'calibrate'],
] as const)('the input %j is the mode %s', (text, mode) => {
  expect(readMode(text)).toBe(mode)
})

it.each([
  ['capacity', '"capacity" is not in this version of perf-gate'],
  ['comment', '"comment" is not in this version of perf-gate'],
  ['Gate', '"Gate" is not a mode'],
])('refuses %s, and says what there is', (text, why) => {
  expect(() => readMode(text)).toThrow(`input "mode": ${why}\n  Write gate (the default) or calibrate.`)
})

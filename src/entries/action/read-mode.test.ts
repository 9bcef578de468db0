import { expect, it } from 'vitest'
import { plainText } from '../../model/outside.ts'
import { readMode } from './read-mode.ts'

it.each([
  [null, 'gate'],
  ['gate', 'gate'],
  ['calibrate', 'calibrate'],
  ['capacity', 'capacity'],
  ['comment', 'comment'],
] as const)('the input %j is the mode %s', (text, mode) => {
  expect(readMode(text)).toEqual({ state: 'value', value: mode })
})

it.each([
  ['Gate', '"Gate" is not a mode'],
  ['', '"" is not a mode'],
])('refuses %j, and says what there is', (text, why) => {
  const read = readMode(text)
  expect(read.state === 'wrong' && [plainText(read.text), plainText(read.fix)]).toEqual([
    why,
    'Write gate (the default), calibrate, capacity or comment.',
  ])
})

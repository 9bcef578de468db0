import { expect, it } from 'vitest'
import { outside, words } from '../outside.ts'
import { distrust } from './distrust.ts'

it('leaves our own words and outside text as they are', () => {
  const sentence = words`the image is gone: ${outside('@a')} (12 % at most)`
  expect(distrust(sentence)).toEqual(sentence)
})

it.each([
  '@octocat',
  'a@b',
  '#12',
  'GH-7',
  'https://x',
  'www.x',
  'deadbeef',
  '\u001B[2J',
  'a\u202Eb',
])('takes %j for text from outside, and no word beside it', (word) => {
  expect(distrust([`see ${word} now`]).filter((part) => part !== '')).toEqual([
    'see',
    ' ',
    { outside: word },
    ' ',
    'now',
  ])
})

it('sees what is made of several parts', () => {
  expect(distrust(['fixes #', '12', outside('x')])).toEqual(['', 'fixes', ' ', { outside: '#12' }, { outside: 'x' }])
})

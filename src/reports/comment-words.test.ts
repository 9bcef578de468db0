import { describe, expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { createRandom } from '../../fixtures/random.ts'
import { answered, outside, words } from '../model/outside.ts'
import { commentWords, shortWords } from './comment-words.ts'

describe('a sentence for a comment', () => {
  test.each([
    ['p95 < 250ms, asked by nobody', 'p95 &lt; 250ms, asked by nobody'],
    ['ask @octocat now', 'ask `@octocat` now'],
    ['fixes #12 and GH-7', 'fixes `#12` and `GH-7`'],
    ['octo-org/octo-repo#1', '`octo-org/octo-repo#1`'],
    ['see https://evil.example/x', 'see `https://evil.example/x`'],
    ['www.evil.example', '`www.evil.example`'],
    ['mail@evil.example', '`mail@evil.example`'],
    ['of 0123456789abcdef0123456789abcdef01234567', 'of `0123456789abcdef0123456789abcdef01234567`'],
    [
      'steady p95 250 ms → 900 ms, up to 12% until 2026-12-31',
      'steady p95 250 ms → 900 ms, up to 12% until 2026-12-31',
    ],
    ['user\u202Etxt.exe', '`user txt.exe`'],
    ['one\n@two', 'one `@two`'],
  ])('%j becomes %j', (text, expected) => {
    expect(commentWords([text], 'line')).toBe(expected)
  })

  test('has nothing of what a target or an engine answered, shortened or not', () => {
    const sentence = words`it exited: ${answered(outside('KeyError: SECRET'))}`
    expect(commentWords(sentence, 'line')).toBe('it exited: (see the log of the run)')
    expect(commentWords(shortWords(sentence, 20), 'line')).toBe('it exited: (see the log of the run)…')
  })

  test('keeps outside text in its own span', () => {
    expect(commentWords(words`ask ${outside('@a')}, @b`, 'cell')).toBe('ask `@a`, `@b`')
  })
})

describe('1000 random sentences of hostile pieces, in our words as in others', () => {
  const random = createRandom(7)
  const pick = () => HOSTILE_TEXTS[Math.floor(random() * HOSTILE_TEXTS.length)] ?? ''
  const made = Array.from({ length: 1000 }, () => {
    const [a, b, c] = [pick(), pick(), pick()]
    return commentWords([`${a} ${b}`, outside(c), ` own ${b}`], 'cell')
  })

  test('are one line without anything that GitHub acts upon outside a code span', () => {
    for (const line of made) {
      expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2066-\u2069]/u)
      const prose = line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '')
      expect(prose).not.toMatch(/@\w|(?<!&)#\d|GH-\d|:\/\/|www\.|[0-9a-f]{40}|</i)
      expect(prose.replace(/\\[\\|]/g, '')).not.toContain('|')
    }
  })

  test('hold no end of an HTML comment outside a code span, so that no hidden mark can be forged', () => {
    for (const line of made) expect(line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '')).not.toContain('<!--')
  })
})

describe('the beginning of a sentence', () => {
  const sentence = words`one ${outside('two')} three`

  test.each([
    [100, ['one ', { outside: 'two' }, ' three']],
    [13, ['one ', { outside: 'two' }, ' three']],
    [12, ['one ', { outside: 'two' }, ' thre', '…']],
    [6, ['one ', { outside: 'tw' }, '…']],
    [4, ['one ', { outside: '' }, '…']],
    [1, ['o', '…']],
  ])('of %i characters', (longest, expected) => {
    expect(shortWords(sentence, longest)).toEqual(expected)
  })

  test('cuts no character in two', () => {
    expect(shortWords(['😀😀😀'], 2)).toEqual(['😀😀', '…'])
  })
})

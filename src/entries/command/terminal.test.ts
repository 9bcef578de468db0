import { describe, expect, test } from 'vitest'
import { columnsOf, glyphsOf, hasColour, isLive } from './terminal.ts'

test.each([
  ['a terminal', { isTTY: true, columns: 120 }, 120],
  ['a terminal that does not know', { isTTY: true, columns: 0 }, 80],
  ['a terminal that does not say', { isTTY: true }, 80],
  ['a pipe', {}, 160],
])('%s is written to in its width', (_, stream, columns) => {
  expect(columnsOf(stream)).toBe(columns)
})

describe('what a stream gets', () => {
  test.each([
    ['a terminal', true, {}, { live: true, colour: true }],
    ['a terminal of somebody who wants no colour', true, { NO_COLOR: '1' }, { live: true, colour: false }],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, { live: true, colour: true }],
    ['a dumb terminal', true, { TERM: 'dumb' }, { live: false, colour: false }],
    ["a CI's terminal", true, { CI: 'true' }, { live: false, colour: false }],
    ['a pipe', false, {}, { live: false, colour: false }],
  ])('%s', (_, isTTY, env, expected) => {
    expect({ live: isLive({ isTTY }, env), colour: hasColour({ isTTY }, env) }).toEqual(expected)
  })

  test.each([
    ['blocks where nothing is said', {}, 'unicode'],
    ['blocks in UTF-8', { LANG: 'de_DE.UTF-8' }, 'unicode'],
    ['blocks in UTF-8 without a language', { LANG: 'C.UTF-8' }, 'unicode'],
    ['ASCII where the locale has no more', { LANG: 'POSIX' }, 'ascii'],
    ['ASCII where another locale is set aside for it', { LC_ALL: 'C', LANG: 'de_DE.UTF-8' }, 'ascii'],
    ['blocks where an empty name sets nothing aside', { LC_ALL: '', LANG: 'de_DE.UTF-8' }, 'unicode'],
    ["ASCII on Linux's console", { TERM: 'linux', LANG: 'de_DE.UTF-8' }, 'ascii'],
  ] as const)('%s', (_, env, glyphs) => {
    expect(glyphsOf(env)).toBe(glyphs)
  })
})

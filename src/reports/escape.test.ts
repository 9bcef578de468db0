import { describe, expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { createRandom } from '../../fixtures/random.ts'
import { parseWorkflowCommands } from '../../fixtures/workflow-commands.ts'
import { outside, tame, type Words, words } from '../model/outside.ts'
import { commandSafe, logLine, markdownWords, pasteLine, plainLine } from './escape.ts'

describe('Markdown of text from outside', () => {
  test.each<[string, Words, string]>([
    ['is a code span', words`image ${outside('a:1')} found`, 'image `a:1` found'],
    ['keeps mentions inside', words`${outside('@octocat #1')}`, '`@octocat #1`'],
    ['leaves & and < alone in code', words`${outside('<b>&amp;')}`, '`<b>&amp;`'],
    ['gets a fence longer than any run inside', words`${outside('a``b`c')}`, '```a``b`c```'],
    ['is padded where it starts with a backtick', words`${outside('`a')}`, '`` `a ``'],
    ['is padded where it ends with a backtick', words`${outside('a``')}`, '``` a`` ```'],
    ['is one line', words`${outside('a\r\n# b\u2028c')}`, '`a # b c`'],
    ['is named when it is empty', words`${outside(' \u200B ')}`, '(empty)'],
    ['joins a neighbour into one span', words`${outside('a')}${outside('`b')}`, '``a`b``'],
    ['joins a neighbour across an empty text', [outside('a'), '', outside('b')], '`ab`'],
    ['keeps pipes outside tables', words`${outside('a|b')}`, '`a|b`'],
    ['is cut when it is long', words`${outside('x'.repeat(400))}`, `\`${'x'.repeat(299)}…\``],
  ])('%s', (_, sentence, expected) => {
    expect(markdownWords(sentence, 'line')).toBe(expected)
  })

  test.each([
    ['a|b', '`a\\|b`'],
    ['a\\|b', '`a\\ \\|b`'],
    ['a\\', '`a\\`'],
  ])('in a cell, %s becomes %s', (text, expected) => {
    expect(markdownWords(words`${outside(text)}`, 'cell')).toBe(expected)
  })
})

describe('Markdown of our own text', () => {
  test.each([
    ['p95 < 250ms & rps >= 100', 'p95 &lt; 250ms &amp; rps >= 100'],
    ['2 * 3 ~ 6 [x] $y', '2 \\* 3 \\~ 6 \\[x] &#36;y'],
    ['failed_checks and _this_', 'failed_checks and \\_this\\_'],
    ['a ` b \\ c', 'a &#96; b &#92; c'],
    ['# no heading', '\\# no heading'],
    ['> no quote', '\\> no quote'],
    ['- no list', '\\- no list'],
    ['-5 % is a number', '-5 % is a number'],
    ['1. no list', '1\\. no list'],
    ['2.5 s', '2.5 s'],
    ['two\nlines', 'two lines'],
  ])('%s becomes %s', (text, expected) => {
    expect(markdownWords([text], 'line')).toBe(expected)
  })

  test('has its pipes escaped in a cell', () => {
    expect(markdownWords(['a | b'], 'cell')).toBe('a \\| b')
  })
})

describe('text for the runner', () => {
  test.each([
    ['::error::x', ': :error::x'],
    [' \t::error::x', ' \t: :error::x'],
    [':::error::x', ': ::error::x'],
    ['a ::error::x', 'a ::error::x'],
    ['one\n::error::x', 'one\n: :error::x'],
    ['a ##[error]x', 'a ## [error]x'],
    ['###[error]x', '### [error]x'],
  ])('%j becomes %j', (text, expected) => {
    expect(commandSafe(text)).toBe(expected)
  })

  test.each([
    ['    at main.py', '|     at main.py'],
    ['::error::x', '| ::error::x'],
    ['##[error]x', '| ## [error]x'],
    ['\u001B[31mred\u001B[0m', '| red'],
    ['', '|'],
    ['y'.repeat(1200), `| ${'y'.repeat(999)}…`],
    [`${' '.repeat(99)}deep`, `| ${' '.repeat(40)}deep`],
  ])('the log line %j becomes %j', (text, expected) => {
    expect(logLine(outside(text))).toBe(expected)
  })
})

describe('1500 random texts made of hostile pieces', () => {
  const random = createRandom(20_260)
  const samples = Array.from({ length: 1500 }, () => hostileText(random))

  test('show outside text in code spans only, whole, and in one line', () => {
    for (const [index, text] of samples.entries()) {
      const other = samples[samples.length - 1 - index] ?? ''
      const made = markdownWords(words`own ${outside(text)}${outside(other)} and ${outside(other)} end`, 'line')
      expect(made).not.toMatch(/[\p{Cc}\u2028\u2029\u200B-\u200F\u202A-\u202E\u2066-\u2069]/u)
      const { prose, code } = splitCode(made)
      expect(prose.replaceAll('(empty)', '•')).toBe('own • and • end')
      expect(code).toEqual([tame(outside(text + other)), tame(outside(other))].filter((each) => each !== ''))
    }
  })

  test('stay in one table cell', () => {
    for (const text of samples) {
      const made = markdownWords(words`own ${outside(text)} end`, 'cell')
      // A renderer that takes a backslash before a backslash as an escape, and one that does not.
      expect(made.replace(/\\[\\|]/g, '')).not.toContain('|')
      expect(made.replace(/\\\|/g, '')).not.toContain('|')
      expect(splitCode(made).prose.replaceAll('(empty)', '•')).toBe('own • end')
    }
  })

  test('command nothing in a line of a log', () => {
    for (const text of samples) {
      const lines = [plainLine(words`${outside(text)}`), plainLine(words`own ${outside(text)}`), logLine(outside(text))]
      expect(lines.flatMap((line) => line.split(/[\r\n\u2028\u2029]/))).toHaveLength(3)
      expect(parseWorkflowCommands(lines.join('\n'))).toEqual([])
    }
  })
})

const PIECES: readonly string[] = [
  ...HOSTILE_TEXTS,
  ...'`|\\:#[]<>&@*_~$\r\n \u202E\u200B'.split(''),
  '::',
  '##[',
  'error',
  'a',
]

function hostileText(random: () => number): string {
  const length = Math.floor(random() * 9)
  return Array.from({ length }, () => PIECES[Math.floor(random() * PIECES.length)] ?? '').join('')
}

/**
 * Splits a line at its code spans by the rule of CommonMark (6.1): a run of backticks opens a span that the next run of
 * the same length closes; one space at each end is dropped when both are there.
 */
function splitCode(line: string): { prose: string; code: readonly string[] } {
  const code: string[] = []
  let prose = ''
  let rest = line
  for (let open = /`+/.exec(rest); open !== null; open = /`+/.exec(rest)) {
    const fence = open[0]
    const after = rest.slice(open.index + fence.length)
    const close = new RegExp(`(?<!\`)${fence}(?!\`)`).exec(after)
    if (close === null) throw new Error(`a run of backticks without an end: ${line}`)
    prose += `${rest.slice(0, open.index)}•`
    code.push(after.slice(0, close.index).replace(/^ (.*\S.*) $/, '$1'))
    rest = after.slice(close.index + fence.length)
  }
  return { prose: prose + rest, code }
}

describe('a line to paste', () => {
  test('keeps its indentation and stands without a mark', () => {
    expect(pasteLine({ outside: '    json: { a: 1 }' })).toBe('    json: { a: 1 }')
  })

  test.each(HOSTILE_TEXTS)('is one line that commands nothing: %j', (text) => {
    const line = pasteLine({ outside: text })
    expect(line).not.toMatch(/[\r\n\u2028]|^\s*::|##\[/)
  })
})

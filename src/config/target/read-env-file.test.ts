import { describe, expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import { plainText } from '../../model/outside.ts'
import { readEnvFile, readEnvFiles } from './read-env-file.ts'

describe('a line of an env file', () => {
  it.each<[string, string, Record<string, string>]>([
    ['is a name and a value', 'A=b', { A: 'b' }],
    ['keeps quotes, dollars and spaces of its value', `A= "b" $C \${D} # e `, { A: ` "b" $C \${D} # e ` }],
    ['may have more "=" in its value', 'A=b=c', { A: 'b=c' }],
    ['may have an empty value', 'A=', { A: '' }],
    ['is a comment where it begins with #', '# A=b\n  #C=d', {}],
    ['may be indented, or end as in Windows', '  A=b\r\n\tC=d', { A: 'b', C: 'd' }],
    ['wins over one above it', 'A=b\nA=c', { A: 'c' }],
    ['with a name alone takes our value, also an empty one', 'SET\nEMPTY ', { SET: 'ours', EMPTY: '' }],
    ['may follow a byte order mark', '\uFEFFA=b', { A: 'b' }],
  ])('%s', (_, text, expected) => {
    const read = readEnvFile(text, { SET: 'ours', EMPTY: '' })
    expect([Object.fromEntries(read.pairs), read.mistakes]).toEqual([expected, []])
  })

  it.each([
    ['A', 'names a variable in line 1 that is not set'],
    ['\nA B=c', 'has no name of a variable in line 2'],
    ['=b', 'has no name of a variable in line 1'],
    ['__proto__=b', 'has no name of a variable in line 1'],
    ['A=\0', 'holds a zero character in line 1'],
    ['github_token', 'asks for github_token in line 1'],
    ['INPUT_CONFIG', 'asks for INPUT_CONFIG in line 1'],
    ['ACTIONS_RUNTIME_TOKEN', 'asks for ACTIONS_RUNTIME_TOKEN in line 1'],
  ])('%j is a mistake: %s', (text, what) => {
    const { pairs, mistakes } = readEnvFile(text, { GITHUB_TOKEN: 'x', INPUT_CONFIG: 'x', ACTIONS_RUNTIME_TOKEN: 'x' })
    expect([pairs, mistakes.map((one) => plainText(one.text).startsWith(what))]).toEqual([[], [true]])
  })

  it('that is wrong is not shown, as it may be a piece of a secret', () => {
    const { mistakes } = readEnvFile('KEY=-----BEGIN\nMIIEvQIBADAN\nhush hush=\n', {})
    const told = mistakes.map(({ text, fix }) => plainText(text) + plainText(fix)).join()
    expect(mistakes).toHaveLength(2)
    expect(told).not.toMatch(/MIIE|hush/)
  })
})

describe('env-file', () => {
  const files = { '/work/a.env': 'A=1\nB=1\n', '/work/b.env': 'B=2\n', '/work/wrong.env': 'a b\n'.repeat(9) }

  it.each<[string, Record<string, string>]>([
    ['a.env', { A: '1', B: '1' }],
    ['[a.env, b.env]', { A: '1', B: '2' }],
    ['[b.env, a.env]', { A: '1', B: '1' }],
  ])('%s gives its variables, those of a later file over earlier ones', (given, expected) => {
    const { reading, told } = readingOf(`env-file: ${given}`, { files })
    expect([readEnvFiles(reading, ['env-file']), told()]).toEqual([expected, ''])
  })

  it('tells three wrong lines of a file, and no more', () => {
    const { reading, told } = readingOf('env-file: wrong.env', { files })
    readEnvFiles(reading, ['env-file'])
    expect(told().match(/in line \d/g)).toEqual(['in line 1', 'in line 2', 'in line 3'])
  })
})

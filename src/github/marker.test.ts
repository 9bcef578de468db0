import { describe, expect, test } from 'vitest'
import { HOSTILE_TEXTS } from '../../fixtures/hostile.ts'
import { capacityKey } from '../model/gate-key.ts'
import { isSame, MARKER_BYTES, readMarker, withMarker } from './marker.ts'

const key = { id: 'gate-1' }
const comment = withMarker(key, '## Pass\n\ntext\n')

describe('the mark of a comment', () => {
  test('is read back from what it was put on', () => {
    const hash = expect.stringMatching(/^[0-9a-f]{16}$/)
    expect(readMarker(comment)).toEqual({ key: 'gate-1', place: null, commit: null, hash })
    const standing = { place: 'gate-0', commit: 'c'.repeat(40) }
    expect(readMarker(withMarker(key, 'text', standing))).toEqual({ key: 'gate-1', ...standing, hash })
    expect(readMarker(withMarker(key, 'text', { ...standing, commit: null }))).toMatchObject({ commit: null })
  })

  test('is read with the line ends of another system', () => {
    expect(readMarker(comment.replaceAll('\n', '\r\n'))?.key).toBe('gate-1')
  })

  test('has room in the bytes that are kept for it', () => {
    const key = capacityKey({ id: 'x'.repeat(100), label: { outside: '' } })
    const longest = withMarker(key, '', { place: key.id, commit: 'c'.repeat(64) })
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(MARKER_BYTES)
    expect(readMarker(longest)?.key).toHaveLength(109)
  })

  test.each([
    '',
    '## Pass',
    ` ${comment}`,
    `hello\n${comment}`,
    '<!-- perf-gate -->\n',
    '<!-- perf-gate key=a --> body=0123456789abcdef -->\n',
    '<!-- perf-gate key=a place= body=0123456789abcdef -->\n',
    '<!-- perf-gate key=a commit=main body=0123456789abcdef -->\n',
    '<!-- perf-gate key=a/b body=0123456789abcdef -->\n',
    '<!-- perf-gate key=gate-1 body=0123456789abcdef -->',
    ...HOSTILE_TEXTS,
  ])('is not seen in %j', (text) => {
    expect(readMarker(text)).toBeNull()
  })
})

describe('a comment says the same', () => {
  test.each([
    ['as it was written', comment, true],
    ['with other line ends', comment.replaceAll('\n', '\r\n'), true],
    ['with white space at its end', `${comment}  \n`, true],
    ['that somebody has edited', comment.replace('Pass', 'Fail'), false],
    ['with the mark of another text', withMarker(key, 'other').replace('other', '## Pass\n\ntext\n'), false],
  ])('%s: %s', (_, text, expected) => {
    expect(isSame(text, '## Pass\n\ntext\n')).toBe(expected)
  })
})

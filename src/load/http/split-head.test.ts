import { expect, test } from 'vitest'
import { SplitHead } from './split-head.ts'

/** Reads all pieces into one and the same memory, as sockets do, and gives what is left of them in the end. */
function readAll(pieces: readonly string[]): readonly { readonly text: string; readonly copied: boolean }[] {
  const memory = Buffer.alloc(100)
  const head = new SplitHead()
  head.begin()
  const taken = pieces.map((piece) => {
    const seen = head.take(memory.subarray(0, memory.write(piece, 'latin1')))
    return { seen, copied: seen.buffer !== memory.buffer }
  })
  memory.fill('#')
  return taken.map(({ seen, copied }) => ({ text: copied ? seen.toString('latin1') : '', copied }))
}

const kept = (text: string) => ({ text, copied: true })
const ASIS = { text: '', copied: false }

test.each([
  { claim: 'a whole head', pieces: ['HTTP/1.1 200 OK\r\n\r\nbody'], are: [ASIS] },
  { claim: 'what follows a head', pieces: ['HTTP/1.1 200 OK\r\n\r\n', 'body', 'a\r\n'], are: [ASIS, ASIS, ASIS] },
  {
    claim: 'all but the last piece of a head',
    pieces: ['HTTP/1.1 200 OK\r\n', 'A: b\r\n', '\r\nbody', 'body'],
    are: [kept('HTTP/1.1 200 OK\r\n'), kept('A: b\r\n'), ASIS, ASIS],
  },
  {
    claim: 'a head whose end is split',
    pieces: ['HTTP/1.1 200 OK\r', '\n', '\r', '\nbody', 'body'],
    are: [kept('HTTP/1.1 200 OK\r'), kept('\n'), kept('\r'), ASIS, ASIS],
  },
  {
    claim: 'a head that comes byte by byte',
    pieces: ['a', '\r', '\n', '\r', '\n', 'b'],
    are: [kept('a'), kept('\r'), kept('\n'), kept('\r'), ASIS, ASIS],
  },
])('copies only what has to be kept: $claim', ({ pieces, are }) => {
  expect(readAll(pieces)).toEqual(are)
})

test('begins anew with each answer', () => {
  const head = new SplitHead()
  const whole = Buffer.from('HTTP/1.1 200 OK\r\n\r\n')
  const half = whole.subarray(0, 10)
  expect(head.take(half)).toBe(half)
  head.begin()
  expect(head.take(half)).not.toBe(half)
  head.begin()
  expect(head.take(whole)).toBe(whole)
  expect(head.take(half)).toBe(half)
})

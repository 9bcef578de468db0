import { expect, test } from 'vitest'
import { onBody, onHeadersComplete, onMessageComplete } from '../autocannon/autocannon-client.ts'
import { readStrictly } from './strict-framing.ts'

/** The lines that a parser in this state would read from the pieces, or why it refuses them. */
function linesOf(state: string, pieces: readonly string[]): readonly string[] | string {
  const parser = {
    state,
    line: '',
    chunk: Buffer.alloc(0),
    offset: 0,
    end: 0,
    consumeLine: (): string | undefined => '',
  }
  const others = { execute: () => 0, finish: () => undefined, reinitialize: () => undefined, connection: '' }
  const callbacks = {
    [onHeadersComplete]: () => false,
    [onBody]: () => undefined,
    [onMessageComplete]: () => undefined,
  }
  const strict = Object.assign(parser, others, callbacks)
  readStrictly(strict)
  const lines: string[] = []
  try {
    for (const piece of pieces) {
      Object.assign(strict, { chunk: Buffer.from(piece, 'latin1'), offset: 0, end: piece.length })
      while (strict.offset < strict.end) {
        const line = strict.consumeLine()
        if (line !== undefined) lines.push(line)
      }
    }
    return lines
  } catch (error) {
    return String(error)
  }
}

const ANSWER = '\r\nHTTP/1.1 200 OK\r\n\r\n'

test.each(
  Array.from({ length: ANSWER.length + 1 }, (_, cut) => cut),
)('lines are the same with a cut at byte %d', (cut) => {
  expect(linesOf('RESPONSE_LINE', [ANSWER.slice(0, cut), ANSWER.slice(cut)])).toEqual(['', 'HTTP/1.1 200 OK', ''])
})

test.each([
  ['HEADER', ['A:', ' b\r', '\n\r\n'], ['A: b', '']],
  ['HEADER', ['Content-Length: 12\r\n'], ['Content-Length: 12']],
  ['HEADER', ['transfer-encoding: gzip,\tChunked \r\n'], ['Transfer-Encoding: chunked']],
  ['BODY_CHUNKHEAD', ['1fF ;name=value\r\n'], ['1fF ;name=value']],
  ['HEADER', ['A: b\n'], 'Error: a line does not end with CR LF'],
  ['HEADER', ['A: b', '\n'], 'Error: a line does not end with CR LF'],
  ['HEADER', ['A: b\r', 'c\r\n'], 'Error: a header has a control character'],
  ['HEADER', ['A b: c\r\n'], 'Error: a header has no name'],
  ['HEADER', ['Content-Length: +1\r\n'], 'Error: its Content-Length is no number'],
  ['HEADER', ['Content-Length: 1\r\nContent-Length: 1\r\n'], 'Error: it has more than one Content-Length'],
  ['BODY_CHUNKHEAD', ['-5\r\n'], 'Error: the size of a chunk is no number'],
  ['BODY_CHUNKHEAD', ['1;', 'x'.repeat(50_000), 'x'.repeat(50_000)], 'Error: a line is too long'],
  ['BODY_CHUNKTRAILERS', Array(2000).fill(`A: ${'x'.repeat(50)}\r\n`), 'Error: its trailers are too long'],
  ['RESPONSE_LINE', ['\0'], 'Error: it does not begin with HTTP/'],
  ['RESPONSE_LINE', ['HTT'], []],
] as const)('in state %s', (state, pieces, expected) => {
  expect(linesOf(state, pieces)).toEqual(expected)
})

test('a parser of another make is not taken', () => {
  expect(() => readStrictly({} as Parameters<typeof readStrictly>[0])).toThrow('not the one that is known')
})

import { describe, expect, test } from 'vitest'
import { InterimAnswers } from './interim-answers.ts'

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** What a parser sees of an answer that comes in pieces of so many bytes. */
function seen(answer: string, pieceBytes: number): string {
  const interim = new InterimAnswers()
  interim.expect()
  const bytes = Buffer.from(answer, 'latin1')
  let text = ''
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    text += interim.take(bytes.subarray(at, at + pieceBytes))?.toString('latin1') ?? ''
  }
  return text
}

describe.each([1, 2, 3, 7, 13, 1000])('in pieces of %d bytes', (pieceBytes) => {
  test.each([
    ['an answer alone', OK],
    ['what is not HTTP', 'hello world\r\n\r\n'],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n'],
    ['a body that looks like one', `${OK}HTTP/1.1 100 Continue\r\n\r\n`],
  ])('is left as it is: %s', (_name, answer) => {
    expect(seen(answer, pieceBytes)).toBe(answer)
  })

  test.each([
    ['100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['103 with headers', 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nConnection: close\r\n\r\n'],
    ['several', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 102 Processing\r\nA: \r b\r\n\r\nHTTP/1.1 103\r\n\r\n'],
  ])('is taken out: %s', (_name, interim) => {
    expect(seen(interim + OK, pieceBytes)).toBe(OK)
  })

  test.each([
    ['lines that end with LF alone', `HTTP/1.1 100 Continue\n\n${OK}`],
    ['a head without an end', `HTTP/1.1 100 ${'x'.repeat(90_000)}\r\n\r\n${OK}`],
  ])('is shown as what no parser takes: %s', (_name, answer) => {
    expect(seen(answer, pieceBytes).startsWith('HTTP/1.1 100\n\n')).toBe(true)
  })
})

test.each([
  { claim: 'of HTTP/1.0', bytes: 'HTTP/1.0 200 OK\r\n\r\n', isHttp10: true },
  { claim: 'of HTTP/1.1', bytes: OK, isHttp10: false },
  { claim: 'that another one announced', bytes: 'HTTP/1.0 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', isHttp10: false },
])('says of an answer $claim which it is', ({ bytes, isHttp10 }) => {
  const interim = new InterimAnswers()
  interim.expect()
  interim.take(Buffer.from(bytes))
  expect(interim.isHttp10).toBe(isHttp10)
})

test.each([
  { claim: 'to HEAD', method: 'HEAD', start: 'HTTP/1.1 200 OK\r\nA: b\r\n\r\n', says: true },
  { claim: 'to GET', method: 'GET', start: 'HTTP/1.1 200 OK\r\nA: b\r\n\r\n', says: false },
  { claim: 'of HTTP/1.0', method: 'HEAD', start: 'HTTP/1.0 200 OK\r\nA: b\r\n\r\n', says: false },
  { claim: 'without an end of its first line', method: 'HEAD', start: 'HTTP/1.1 200 OK', says: false },
])('says that the connection is kept where an answer to HEAD may have no length: $claim', ({ method, start, says }) => {
  const interim = new InterimAnswers()
  interim.expect(method)
  const seen = interim.take(Buffer.from(start))?.toString()
  expect(seen).toBe(says ? 'HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nA: b\r\n\r\n' : start)
})

test('says whether anything came since the request was sent', () => {
  const interim = new InterimAnswers()
  interim.expect()
  expect(interim.nothingCame).toBe(true)
  interim.take(Buffer.from('HTTP'))
  expect(interim.nothingCame).toBe(false)
  interim.expect()
  expect(interim.nothingCame).toBe(true)
  interim.take(Buffer.from('HTTP/1.1 100 Continue\r\n\r'))
  expect(interim.nothingCame).toBe(false)
})

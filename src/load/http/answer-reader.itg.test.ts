import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineName } from '../../model/config.ts'
import type { Load } from '../../ports.ts'
import { ENGINES } from '../engines.ts'
import { connections, job, request, runOne } from '../test/job.ts'
import { type RawServer, startRawServer } from '../test/raw-server.ts'
import { createLoad } from '../worker-load.ts'

// What counts as an answer, byte by byte: the same for every engine, so that it does not decide over a verdict which of them drove the stage.

/** `kept`: answered, and the connection carried the next request too; `closed`: answered, and the next one had a connection of its own. */
type Verdict = 'ok, kept' | 'ok, closed' | 'wrong status' | 'no answer'
type Case = {
  readonly name: string
  readonly bytes: string
  readonly is: Verdict
  /** Where undici does otherwise. */
  readonly isByUndici?: string
  readonly method?: string
  readonly thenEnd?: boolean
  /** Accepted besides 200 to 299. */
  readonly status?: number
}

const CONNECTIONS = 2
const EACH = 3
const TIMEOUT_MS = 400

const OK = 'HTTP/1.1 200 OK\r\n'
const SIZED = 'Content-Length: 2\r\n\r\nok'
const chunked = (body: string) => `${OK}Transfer-Encoding: chunked\r\n\r\n${body}`

const CASES: readonly Case[] = [
  { name: 'a length', bytes: OK + SIZED, is: 'ok, kept' },
  { name: 'no reason', bytes: `HTTP/1.1 200\r\n${SIZED}`, is: 'ok, kept' },
  { name: 'an empty line before it', bytes: `\r\n${OK}${SIZED}`, is: 'ok, kept' },
  { name: 'a length of 0', bytes: `${OK}Content-Length: 0\r\n\r\n`, is: 'ok, kept' },
  { name: 'more bytes than announced', bytes: `${OK}${SIZED}okok`, is: 'ok, closed' },
  { name: 'fewer bytes than announced', bytes: `${OK}Content-Length: 9\r\n\r\nok`, thenEnd: true, is: 'no answer' },
  { name: 'a length of -1', bytes: `${OK}Content-Length: -1\r\n\r\nok`, is: 'no answer' },
  { name: 'a length of 2abc', bytes: `${OK}Content-Length: 2abc\r\n\r\nok`, is: 'no answer' },
  { name: 'an empty length', bytes: `${OK}Content-Length:\r\n\r\nok`, is: 'no answer' },
  { name: 'two lengths', bytes: `${OK}Content-Length: 5\r\n${SIZED}`, is: 'no answer' },
  { name: 'a length and chunks', bytes: `${OK}Transfer-Encoding: chunked\r\n${SIZED}`, is: 'no answer' },
  { name: 'a length and another coding', bytes: `${OK}Transfer-Encoding: identity\r\n${SIZED}`, is: 'no answer' },

  { name: 'chunks', bytes: chunked('2\r\nok\r\n0\r\n\r\n'), is: 'ok, kept' },
  { name: 'chunks in capitals', bytes: `${OK}TRANSFER-ENCODING: Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, is: 'ok, kept' },
  { name: 'chunks with a trailer', bytes: chunked('2\r\nok\r\n0\r\nX-A: 1\r\n\r\n'), is: 'ok, kept' },
  { name: 'a chunk with an extension', bytes: chunked('2;a=b\r\nok\r\n0\r\n\r\n'), is: 'ok, kept' },
  {
    name: 'chunks of gzip',
    bytes: `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
    is: 'ok, kept',
  },
  { name: 'a chunk size of zz', bytes: chunked('zz\r\nok\r\n0\r\n\r\n'), is: 'no answer' },
  { name: 'a chunk size of -5', bytes: chunked('-5\r\nhello\r\n0\r\n\r\n'), is: 'no answer' },
  { name: 'an empty chunk size', bytes: chunked('\r\nok\r\n0\r\n\r\n'), is: 'no answer' },
  { name: 'a chunk longer than its size', bytes: chunked('3\r\nhello\r\n0\r\n\r\n'), is: 'no answer' },
  { name: 'chunks without an end', bytes: chunked('2\r\nok\r\n'), thenEnd: true, is: 'no answer' },

  { name: 'a body up to the end', bytes: `${OK}\r\nok`, thenEnd: true, is: 'ok, closed' },
  { name: 'HTTP/1.0 up to the end', bytes: 'HTTP/1.0 200 OK\r\n\r\nok', thenEnd: true, is: 'ok, closed' },
  { name: 'an announced close', bytes: `${OK}Connection: Close\r\n${SIZED}`, thenEnd: true, is: 'ok, closed' },
  { name: 'an announced close that never comes', bytes: `${OK}Connection: close\r\n${SIZED}`, is: 'ok, closed' },

  { name: 'HEAD with a length', method: 'HEAD', bytes: `${OK}Content-Length: 200\r\n\r\n`, is: 'ok, kept' },
  { name: 'HEAD with chunks', method: 'HEAD', bytes: `${OK}Transfer-Encoding: chunked\r\n\r\n`, is: 'ok, kept' },
  { name: 'HEAD without a length', method: 'HEAD', bytes: `${OK}A: b\r\n\r\n`, is: 'ok, kept' },
  { name: 'HEAD with a close', method: 'HEAD', bytes: `${OK}Connection: close\r\n\r\n`, is: 'ok, closed' },
  { name: 'HEAD of HTTP/1.0', method: 'HEAD', bytes: 'HTTP/1.0 200 OK\r\n\r\n', is: 'ok, closed' },
  { name: '204', bytes: 'HTTP/1.1 204 No Content\r\n\r\n', is: 'ok, kept' },
  { name: '204 with a body', bytes: `HTTP/1.1 204 No Content\r\n${SIZED}`, is: 'ok, closed' },
  { name: '304', bytes: 'HTTP/1.1 304 Not Modified\r\n\r\n', status: 304, is: 'ok, kept' },
  // undici waits for no body either, but does not trust the connection any more; it is closed at once.
  {
    name: '304 with a length',
    bytes: 'HTTP/1.1 304 No\r\nContent-Length: 200\r\n\r\n',
    status: 304,
    is: 'ok, kept',
    isByUndici: 'ok, closed',
  },

  { name: '100, then 200', bytes: `HTTP/1.1 100 Continue\r\n\r\n${OK}${SIZED}`, is: 'ok, kept' },
  { name: '103, then 200', bytes: `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}${SIZED}`, is: 'ok, kept' },
  { name: '103 with a close', bytes: `HTTP/1.1 103 Hints\r\nConnection: close\r\n\r\n${OK}${SIZED}`, is: 'ok, kept' },
  { name: '101', bytes: 'HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n', is: 'no answer' },
  {
    name: '200 that offers another protocol',
    bytes: `${OK}Connection: Upgrade\r\nUpgrade: h2c\r\n${SIZED}`,
    is: 'ok, kept',
  },
  { name: '99', bytes: `HTTP/1.1 99 Odd\r\n${SIZED}`, is: 'no answer' },
  { name: '099', bytes: `HTTP/1.1 099 Odd\r\n${SIZED}`, is: 'no answer' },
  { name: '999', bytes: `HTTP/1.1 999 Odd\r\n${SIZED}`, is: 'wrong status' },

  { name: 'a header of 20 KB', bytes: `${OK}X-Big: ${'x'.repeat(20_000)}\r\n${SIZED}`, is: 'ok, kept' },
  { name: 'a header of 100 KB', bytes: `${OK}X-Big: ${'x'.repeat(100_000)}\r\n${SIZED}`, is: 'no answer' },
  { name: 'a header in UTF-8', bytes: `${OK}X-A: \xc3\xa4\xc2\x85\r\n${SIZED}`, is: 'ok, kept' },
  { name: 'a header without a colon', bytes: `${OK}foo\r\n${SIZED}`, is: 'no answer' },
  { name: 'a header without a name', bytes: `${OK}: foo\r\n${SIZED}`, is: 'no answer' },
  { name: 'a space before the colon', bytes: `${OK}Content-Length : 2\r\n\r\nok`, is: 'no answer' },
  { name: 'a header over two lines', bytes: `${OK}X-A: 1\r\n 2\r\n${SIZED}`, is: 'no answer' },
  { name: 'a NUL in a header', bytes: `${OK}X-A: a\0b\r\n${SIZED}`, is: 'no answer' },
  { name: 'lines that end with LF', bytes: 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', is: 'no answer' },

  { name: 'another text', bytes: 'hello world\r\n\r\n', is: 'no answer' },
  { name: 'binary rubbish', bytes: '\0\0\x12\x04\0\0\0\0\0', is: 'no answer' },
  { name: 'another version', bytes: `HTTP/3.7 200 OK\r\n${SIZED}`, is: 'no answer' },
  { name: 'nothing', bytes: '', thenEnd: true, is: 'no answer' },
]

let load: Load
let server: RawServer
beforeAll(async () => {
  load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
  server = await startRawServer((path) => CASES[Number(path.slice(1))] ?? { bytes: '' })
})
afterAll(async () => {
  await load[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

/** Sends so many requests for a case; every one has to end in the same way, and at once. */
async function verdict(engine: EngineName, given: Case): Promise<string> {
  const before = server.connections()
  const status = [
    { from: 200, to: 299 },
    ...(given.status === undefined ? [] : [{ from: given.status, to: given.status }]),
  ]
  const asked = request(`/${CASES.indexOf(given)}`, {
    method: given.method ?? 'GET',
    timeoutMs: TIMEOUT_MS,
    expect: { status, bodyContains: null, json: [] },
  })
  const shape = { load: connections(CONNECTIONS), count: EACH }
  const samples = await runOne(load, job(server.endpoint, [asked], shape, { engine }))
  const [counts] = samples.perRequest
  const opened = server.connections() - before
  const all = CONNECTIONS * EACH
  if (counts?.connectionErrors === all) return 'no answer'
  if (counts?.unexpectedStatus === all) return 'wrong status'
  if (counts?.ok === all && opened === CONNECTIONS) return 'ok, kept'
  if (counts?.ok === all && opened === all) return 'ok, closed'
  return JSON.stringify({ ...counts, latencyMicros: '', opened })
}

describe.each(Object.keys(ENGINES) as EngineName[])('%s takes an answer with', (engine) => {
  test.each(CASES)('$name', async (given) => {
    expect(await verdict(engine, given)).toBe((engine === 'undici' ? given.isByUndici : undefined) ?? given.is)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EngineName } from '../../model/config.ts'
import type { Load } from '../../ports.ts'
import { ENGINES } from '../engines.ts'
import { connections, EXPECT_2XX, job, request, runOne } from '../test/job.ts'
import { type RawAnswer, startRawServer } from '../test/raw-server.ts'
import { createLoad } from '../worker-load.ts'

// What is an answer: the same for every engine, and for the probe that says beforehand whether the target answers.

let load: Load
beforeAll(() => {
  load = createLoad({ workerUrl: new URL('../worker.ts', import.meta.url) })
})
afterAll(() => load[Symbol.asyncDispose]())

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const MANY_HEADERS = Array.from({ length: 200 }, (_, place) => `X-${place}: ${'y'.repeat(60)}\r\n`).join('')

type Given = { readonly thenEnd?: boolean; readonly method?: string }
type Row = readonly [name: string, bytes: string, given?: Given]

const ANSWERS: readonly Row[] = [
  ['an answer', OK],
  ['a 100 before it', `HTTP/1.1 100 Continue\r\n\r\n${OK}`],
  ['a 103 with headers before it', `HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}`],
  ['a 103 that says it closes before it', `HTTP/1.1 103 Early Hints\r\nConnection: close\r\n\r\n${OK}`],
  ['several of them', `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n${OK}`],
  ['20 kB of headers', `HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(20_000)}\r\nContent-Length: 2\r\n\r\nok`],
  ['200 headers', `HTTP/1.1 200 OK\r\n${MANY_HEADERS}Content-Length: 2\r\n\r\nok`],
  ['a body until the end', 'HTTP/1.1 200 OK\r\n\r\nok', { thenEnd: true }],
  ['HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nok', { thenEnd: true }],
  ['trailers', `${CHUNKED}2\r\nok\r\n0\r\nX-A: 1\r\n\r\n`],
  ['a head alone, for HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n', { method: 'HEAD' }],
  ['no content', 'HTTP/1.1 204 No Content\r\n\r\n'],
  ['a 304 that says how long it would be', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 200\r\n\r\n'],
  ['no reason', 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok'],
  ['an offer to upgrade', 'HTTP/1.1 200 OK\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n\r\nok'],
]

const FAULTS: readonly Row[] = [
  ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n'],
  ['a 100 with lines that end with LF alone', `HTTP/1.1 100 Continue\n\n${OK}`],
  ['a 100 and then the end', 'HTTP/1.1 100 Continue\r\n\r\n', { thenEnd: true }],
  ['a chunk of the size zz', `${CHUNKED}zz\r\nok\r\n0\r\n\r\n`],
  ['a chunk of the size -5', `${CHUNKED}-5\r\nhello\r\n0\r\n\r\n`],
  ['a chunk without a size', `${CHUNKED}\r\nok\r\n0\r\n\r\n`],
  ['a length of -1', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok'],
  ['a length of 2abc', 'HTTP/1.1 200 OK\r\nContent-Length: 2abc\r\n\r\nok'],
  ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nok'],
  ['a body cut short', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok', { thenEnd: true }],
  ['a header without a colon', 'HTTP/1.1 200 OK\r\nfoo\r\nContent-Length: 2\r\n\r\nok'],
  ['a space before a colon', 'HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nok'],
  ['lines that end with LF alone', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'],
  ['no HTTP', 'hello world\r\n\r\n'],
  ['100 kB of headers', `HTTP/1.1 200 OK\r\nX-Big: ${'x'.repeat(100_000)}\r\nContent-Length: 2\r\n\r\nok`],
]

const EXPECT = { ...EXPECT_2XX, status: [{ from: 200, to: 304 }] }

/** As a table. */
function table(rows: readonly Row[]) {
  return rows.map(([name, bytes, given = {}]) => ({ name, bytes, given }))
}

async function serve(bytes: string, { thenEnd = false, method = 'GET' }: Given) {
  const answer: RawAnswer = { bytes, thenEnd }
  return { server: await startRawServer(() => answer), spec: request('/', { method, timeoutMs: 400, expect: EXPECT }) }
}

describe.each(Object.keys(ENGINES) as EngineName[])('%s', (engine) => {
  const drive = async (bytes: string, given: Given) => {
    const { server, spec } = await serve(bytes, given)
    await using _ = server
    const samples = await runOne(load, job(server.endpoint, [spec], { load: connections(2), count: 3 }, { engine }))
    const [only] = samples.perRequest
    return { ok: only?.ok, timeouts: only?.timeouts, connectionErrors: only?.connectionErrors }
  }

  test.each(table(ANSWERS))('takes as an answer: $name', async ({ bytes, given }) => {
    expect(await drive(bytes, given)).toEqual({ ok: 6, timeouts: 0, connectionErrors: 0 })
  })

  test.each(table(FAULTS))('takes as broken: $name', async ({ bytes, given }) => {
    expect(await drive(bytes, given)).toEqual({ ok: 0, timeouts: 0, connectionErrors: 6 })
  })
})

describe('the probe', () => {
  const probed = async (bytes: string, given: Given) => {
    const { server, spec } = await serve(bytes, given)
    await using _ = server
    const never = new AbortController().signal
    return await load.probe({ endpoint: server.endpoint, requests: [spec], tls: null, secrets: [] }, never)
  }

  test.each(table(ANSWERS))('takes as an answer: $name', async ({ bytes, given }) => {
    expect(await probed(bytes, given)).toMatchObject([{ ok: true, error: null }])
  })

  test.each(table(FAULTS))('takes as broken: $name', async ({ bytes, given }) => {
    expect(await probed(bytes, given)).toMatchObject([{ ok: false }])
  })
})

import { expect, test } from 'vitest'
import { packRows } from '../../model/rows.ts'
import { request } from '../test/job.ts'
import { requestBytes } from './request-bytes.ts'

const HERE = { host: '127.0.0.1', port: 8080, replica: 1 }
const JSON_BODY = { kind: 'bytes', bytes: Buffer.from('{"ä":1}'), contentType: 'application/json' } as const

test.each([
  {
    claim: 'a GET without a body announces none',
    spec: request('/a?b=1'),
    lines: ['GET /a?b=1 HTTP/1.1', 'Host: 127.0.0.1:8080', 'Connection: keep-alive', '', ''],
  },
  {
    claim: 'a body is counted in bytes and brings its content type',
    spec: request('/p', { method: 'POST', body: JSON_BODY }),
    lines: [
      'POST /p HTTP/1.1',
      'Host: 127.0.0.1:8080',
      'Connection: keep-alive',
      'content-type: application/json',
      'Content-Length: 8',
      '',
      '{"ä":1}',
    ],
  },
  {
    claim: 'a POST without a body says so',
    spec: request('/p', { method: 'POST' }),
    lines: ['POST /p HTTP/1.1', 'Host: 127.0.0.1:8080', 'Connection: keep-alive', 'Content-Length: 0', '', ''],
  },
  {
    claim: 'a request that wants a new connection says so',
    spec: request('/', { keepAlive: false }),
    lines: ['GET / HTTP/1.1', 'Host: 127.0.0.1:8080', 'Connection: close', '', ''],
  },
  {
    claim: "the user's own headers stand instead of ours, in whatever case",
    spec: request('/p', {
      method: 'POST',
      body: JSON_BODY,
      headers: {
        HOST: 'model.test',
        connection: 'close',
        'Content-Type': 'text/plain',
        'content-length': '8',
        'X-A': '1',
      },
    }),
    lines: [
      'POST /p HTTP/1.1',
      'HOST: model.test',
      'connection: close',
      'Content-Type: text/plain',
      'content-length: 8',
      'X-A: 1',
      '',
      '{"ä":1}',
    ],
  },
])('$claim', ({ spec, lines }) => {
  expect(requestBytes(spec, HERE).toString('utf8')).toBe(lines.join('\r\n'))
})

test('the first of rows is sent', () => {
  const body = {
    kind: 'rows',
    rows: packRows([Buffer.from('one'), Buffer.from('two')]),
    pick: 'rotate',
    contentType: null,
  } as const
  expect(requestBytes(request('/', { body }), HERE).toString()).toMatch(/Content-Length: 3\r\n\r\none$/)
})

test('an IPv6 address gets brackets', () => {
  expect(requestBytes(request('/'), { host: '::1', port: 80, replica: 1 }).toString()).toContain('Host: [::1]:80\r\n')
})

import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { httpReader } from './http-reader.ts'

/** One read of `/` from a server that answers so. */
async function readFrom(answer: RequestListener, signal = new AbortController().signal) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const endpoint = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, replica: 1 }
    return await httpReader.read({ endpoint, path: '/', tls: null, maxBytes: 1000, withinMs: 300 }, signal)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

it('gives status and text', async () => {
  expect(await readFrom((_, answer) => answer.writeHead(404).end('é'))).toEqual({ status: 404, text: 'é' })
})

it('does not follow a redirect', async () => {
  const answer = await readFrom((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
  expect(answer?.status).toBe(302)
})

it('gives no text where the body is longer than asked for, also without an end', async () => {
  const answer = await readFrom((_, response) => {
    const more = setInterval(() => response.write('x'.repeat(600)), 1)
    response.on('close', () => clearInterval(more))
  })
  expect(answer).toEqual({ status: 200, text: null })
})

it('gives no text where the body is not UTF-8', async () => {
  expect(await readFrom((_, response) => response.end(Buffer.from([0xff])))).toEqual({ status: 200, text: null })
})

it('gives nothing where no answer comes in time, or none that is HTTP', async () => {
  expect(await readFrom(() => undefined)).toBeNull()
  expect(await readFrom((request) => request.socket.end('hello'))).toBeNull()
})

it("rejects with the signal's reason when aborted", async () => {
  const stop = new AbortController()
  const reading = readFrom(() => stop.abort(new Error('stopped')), stop.signal)
  await expect(reading).rejects.toThrow('stopped')
})

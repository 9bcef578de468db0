import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CutEngine } from '../test/cut-engine.ts'
import { assertAnswers } from './assert-answers.ts'
import { findEngine } from './engine.ts'
import { EngineLost } from './engine-lost.ts'

const folder = mkdtempSync(join(tmpdir(), 'pinged-'))
afterAll(() => rmSync(folder, { recursive: true }))
const { signal } = new AbortController()

/** What comes of it where each ping is answered like that; and how many there were. */
async function askOf(answer: RequestListener, stop: AbortSignal = signal): Promise<{ came: unknown; pings: number }> {
  let pings = 0
  const socketPath = join(folder, 'engine.sock')
  const server = createServer((request, response) => {
    if (request.url === '/info') {
      response.end('{}')
      return
    }
    pings++
    answer(request, response)
  }).listen(socketPath)
  await once(server, 'listening')
  const { docker } = await findEngine({ DOCKER_HOST: `unix://${socketPath}` })
  const came = await assertAnswers(docker, stop).then(
    () => 'answers',
    (thrown: unknown) => thrown,
  )
  server.closeAllConnections()
  server.close()
  return { came, pings }
}

test('an engine that answers, or a proxy that does not let the question through, is there', async () => {
  expect(await askOf((_, response) => response.end('OK'))).toEqual({ came: 'answers', pings: 1 })
  expect(await askOf((_, response) => response.writeHead(403).end())).toEqual({ came: 'answers', pings: 1 })
})

test('one that breaks connections, or a proxy with nothing behind it, is lost when it was asked three times', async () => {
  expect(await askOf((request) => request.socket.destroy())).toEqual({ came: expect.any(EngineLost), pings: 3 })
  expect(await askOf((_, response) => response.writeHead(503).end())).toEqual({
    came: expect.any(EngineLost),
    pings: 3,
  })
})

test('one that answers at the second time is there', async () => {
  let first = true
  const { came, pings } = await askOf((request, response) => {
    if (first) request.socket.destroy()
    else response.end('OK')
    first = false
  })
  expect({ came, pings }).toEqual({ came: 'answers', pings: 2 })
})

test('one that never answers is lost, which is told, and is not waited for by a run that is interrupted', async () => {
  const { came } = await askOf(() => undefined)
  expect(String(came)).toContain('GET /_ping was not answered within 2 s')
  const abort = new AbortController()
  const reason = new Error('interrupted')
  const interrupted = await askOf(() => abort.abort(reason), abort.signal)
  expect(interrupted).toEqual({ came: reason, pings: 1 })
})

test('one that shuts down and still answers on the connections that it has is lost', async () => {
  await using engine = await CutEngine.listen()
  await assertAnswers(engine.docker, signal)
  engine.close()
  await expect(assertAnswers(engine.docker, signal)).rejects.toThrow(EngineLost)
})

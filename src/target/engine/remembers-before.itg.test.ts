import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { docker } from '../test/kit.ts'
import { findEngine } from './engine.ts'
import { remembersBefore } from './remembers-before.ts'

const folder = mkdtempSync(join(tmpdir(), 'remembers-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('an engine remembers what happened before now, and nothing from before it was there', async () => {
  const network = await docker.createNetwork({ Name: `remembered-${process.pid}` })
  await network.remove()
  expect(await remembersBefore(docker, Date.now())).toBe(true)
  expect(await remembersBefore(docker, Date.parse('2001-01-01'))).toBe(false)
})

/** Asked of an engine whose clock is ahead of ours by so much. */
async function askedUntil(aheadMs: number, atEpochMs: number): Promise<number> {
  const socketPath = join(folder, 'engine.sock')
  let until = Number.NaN
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine')
    if (url.pathname === '/events') until = Number(url.searchParams.get('until'))
    const SystemTime = new Date(Date.now() + aheadMs).toISOString()
    response.end(url.pathname === '/info' ? JSON.stringify({ SystemTime }) : '')
  }).listen(socketPath)
  await once(server, 'listening')
  const engine = await findEngine({ DOCKER_HOST: `unix://${socketPath}` })
  expect(await remembersBefore(engine.docker, atEpochMs)).toBe(false)
  server.closeAllConnections()
  server.close()
  return until * 1000
}

test.each([
  0, 3_600_000, -3_600_000,
])('the time is meant by its clock, which is %i ms ahead of ours', async (aheadMs) => {
  const atEpochMs = Date.now()
  const asked = await askedUntil(aheadMs, atEpochMs)
  expect(asked).toBeLessThanOrEqual(atEpochMs + aheadMs + 1)
  // Less by what the answer took at most.
  expect(asked).toBeGreaterThan(atEpochMs + aheadMs - 5000)
})

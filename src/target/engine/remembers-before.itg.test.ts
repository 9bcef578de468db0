import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Ms } from '../../model/config.ts'
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

type Told = {
  /** Of its clock, ahead of ours. */
  readonly aheadMs?: Ms
  /** When each of its events was, on our clock. */
  readonly events: readonly Ms[]
  /** Whether it ends its answer. */
  readonly isEnded?: boolean
}

/** Asks an engine that has those events. */
async function asked({ aheadMs = 0, events, isEnded = true }: Told, atEpochMs: Ms): Promise<boolean> {
  const socketPath = join(folder, 'engine.sock')
  const server = createServer((request, response) => {
    const SystemTime = new Date(Date.now() + aheadMs).toISOString()
    if (!request.url?.startsWith('/events')) return response.end(JSON.stringify({ SystemTime }))
    response.flushHeaders()
    for (const eventMs of events) response.write(`${JSON.stringify({ timeNano: (eventMs + aheadMs) * 1e6 })}\n`)
    if (isEnded) response.end()
  }).listen(socketPath)
  await once(server, 'listening')
  try {
    const engine = await findEngine({ DOCKER_HOST: `unix://${socketPath}` })
    return await remembersBefore(engine.docker, atEpochMs)
  } finally {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

describe.each([0, 3_600_000, -3_600_000])('of an engine whose clock is %i ms ahead of ours', (aheadMs) => {
  test.each<[string, Ms[], boolean]>([
    ['one event from before is enough', [-5000, 1], true],
    ['events from after alone are of an engine that was started again', [5000, 5001], false],
    ['no event at all is one too', [], false],
    ['as many from after as it keeps say nothing', Array.from({ length: 256 }, (_, n) => 5000 + n), true],
    ['one fewer says that there was nothing before', Array.from({ length: 255 }, (_, n) => 5000 + n), false],
  ])('%s', async (_claim, sinceMs, expected) => {
    const atEpochMs = Date.now()
    const events = sinceMs.map((ms) => atEpochMs + ms)
    expect(await asked({ aheadMs, events }, atEpochMs)).toBe(expected)
  })
})

test('an engine that tells nothing and does not end is silent, not started again', async () => {
  await expect(asked({ events: [], isEnded: false }, Date.now())).rejects.toThrow('GET /events within 2 s')
})

test('what it told counts where its answer does not end', async () => {
  expect(await asked({ events: [1000], isEnded: false }, Date.now())).toBe(true)
})

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { buildImage } from '../../../fixtures/images.ts'
import type { Ms } from '../../model/config.ts'
import { findEngine } from '../engine/engine.ts'
import { docker } from '../test/kit.ts'
import { awaitOutOfMemory, readDeathEvents } from './death-events.ts'

const folder = mkdtempSync(join(tmpdir(), 'death-events-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('an engine tells when a container ended, and that nothing in it was killed for memory', async () => {
  const container = await docker.createContainer({ Image: await buildImage('knob') })
  try {
    await container.start()
    await container.kill()
    await container.wait()
    const { State } = await container.inspect()
    const { oomMs, dieMs } = await readDeathEvents(docker, container.id, 60_000)
    expect(oomMs).toBeNull()
    expect(Math.abs((dieMs ?? 0) - Date.parse(State.FinishedAt))).toBeLessThan(5000)
    expect(await awaitOutOfMemory(docker, container.id, 60_000, 50)).toBeNull()
  } finally {
    await container.remove({ force: true })
  }
})

/** What is heard from an engine that tells of a kill so long after it was asked, and ends its answer when it was asked to. */
async function heardFrom(toldAfterMs: Ms, waitMs: Ms): Promise<Ms | null> {
  const socketPath = join(folder, 'engine.sock')
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://engine')
    if (url.pathname !== '/events') return response.end('{}')
    response.flushHeaders()
    const leftMs = Number(url.searchParams.get('until')) * 1000 - Date.now()
    await sleep(Math.min(leftMs, toldAfterMs))
    if (toldAfterMs < leftMs) response.write(`${JSON.stringify({ Action: 'oom', timeNano: 7e6 })}\n`)
    await sleep(Math.max(0, leftMs - toldAfterMs))
    response.end()
  }).listen(socketPath)
  await once(server, 'listening')
  try {
    const engine = await findEngine({ DOCKER_HOST: `unix://${socketPath}` })
    return await awaitOutOfMemory(engine.docker, 'f'.repeat(64), 1000, waitMs)
  } finally {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
}

test('a kill that is told late is waited for, and no longer than that', async () => {
  expect(await heardFrom(200, 1500)).toBe(7)
  expect(await heardFrom(1500, 200)).toBeNull()
})

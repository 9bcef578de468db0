import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Ms } from '../../model/config.ts'
import { type Engine, findEngine } from '../engine/engine.ts'

export type FakeEngine = {
  /** Of its clock, ahead of ours. */
  readonly aheadMs?: Ms
  /** Answers a question for events. */
  readonly events: (asked: URL, response: ServerResponse) => void
}

/** An engine that says its time, and tells of events that never were. */
export async function withFakeEngine<T>(
  { aheadMs = 0, events }: FakeEngine,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fake-engine-'))
  const socketPath = join(folder, 'engine.sock')
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://engine')
    if (asked.pathname === '/events') {
      response.flushHeaders()
      return events(asked, response)
    }
    response.end(JSON.stringify({ SystemTime: new Date(Date.now() + aheadMs).toISOString() }))
  }).listen(socketPath)
  await once(server, 'listening')
  try {
    return await use(await findEngine({ DOCKER_HOST: `unix://${socketPath}` }))
  } finally {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  }
}

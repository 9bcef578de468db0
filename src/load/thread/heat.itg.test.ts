import { BroadcastChannel } from 'node:worker_threads'
import { expect, test } from 'vitest'
import type { LoadJob } from '../../ports.ts'
import { connections, job, rate, request, runOne } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { createLoad } from '../worker-load.ts'
import { HEAT_PATHS } from './heat-server.ts'
import { LoadThread } from './load-thread.ts'

const NEVER = new AbortController().signal

test('every thread is made hot before the first stage of a kind, once, and the target sees nothing of it', async () => {
  await using server = await startKnownServer({})
  const asked: string[] = []
  const notes = new BroadcastChannel('load-worker-notes')
  notes.onmessage = ({ data }) => asked.push(String(data))
  const load = createLoad({ workerUrl: new URL('../test/noting-worker.ts', import.meta.url) })
  const stage = (given: Partial<LoadJob>, shape = connections(4)) =>
    runOne(load, job(server.endpoint, [request('/')], { load: shape, count: 4 }, { engine: 'undici', ...given }))
  const heated = async (run: Promise<unknown>) => {
    await run
    const order = asked.splice(0).filter((type) => type === 'heat' || type === 'open')
    return order.join(' ')
  }
  try {
    expect(await heated(stage({ threads: 2 }))).toBe('heat heat open open')
    expect(await heated(stage({ threads: 2 }))).toBe('open open')
    expect(await heated(stage({}, rate(100)))).toBe('heat open')
    expect(await heated(stage({ threads: 3 }))).toBe('heat open open open')
    expect((await server.of('/')).arrived).toBe(16 + 16 + 4 + 16)
  } finally {
    notes.close()
    await load[Symbol.asyncDispose]()
  }
})

test.each([
  'connections',
  'rate',
  'users',
] as const)('%s are heated by what stages meet: plain, closed and large answers', async (model) => {
  await using server = await startKnownServer({
    [HEAT_PATHS.closes]: { closeEvery: 1 },
    [HEAT_PATHS.large]: { body: 'x'.repeat(200_000) },
  })
  const thread = new LoadThread(new URL('../worker.ts', import.meta.url))
  try {
    expect(thread.isHot('undici', model)).toBe(false)
    await thread.heat({ engine: 'undici', model, endpoint: server.endpoint }, NEVER)
    expect(thread.isHot('undici', model)).toBe(true)
    for (const path of Object.values(HEAT_PATHS)) expect((await server.of(path)).answered).toBeGreaterThan(20)
  } finally {
    await thread.end()
  }
})

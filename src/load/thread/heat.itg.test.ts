import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { LoadJob } from '../../ports.ts'
import { connections, job, rate, request, runOne } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'
import { createLoad } from '../worker-load.ts'
import { HEAT_PATHS } from './heat-server.ts'
import { LoadThread } from './load-thread.ts'

const NEVER = new AbortController().signal

/** A load worker that writes down what it is asked for, in which order. Its threads have no environment, so that it is told by its own text into which file. */
async function writeNotingWorker(folder: string, notes: string): Promise<URL> {
  const file = join(folder, 'worker.mjs')
  await writeFile(
    file,
    `import { appendFileSync } from 'node:fs'
    import { parentPort } from 'node:worker_threads'
    import ${JSON.stringify(new URL('../worker.ts', import.meta.url).href)}
    parentPort.on('message', ({ type }) => appendFileSync(${JSON.stringify(notes)}, type + '\\n'))`,
  )
  return pathToFileURL(file)
}

test('every thread is made hot before the first stage of a kind, once, and the target sees nothing of it', async () => {
  await using server = await startKnownServer({})
  const folder = await mkdtemp(join(tmpdir(), 'perf-gate-heat-'))
  const notes = join(folder, 'notes')
  const load = createLoad({ workerUrl: await writeNotingWorker(folder, notes) })
  const stage = (given: Partial<LoadJob>, shape = connections(4)) =>
    runOne(load, job(server.endpoint, [request('/')], { load: shape, count: 4 }, { engine: 'undici', ...given }))
  const heated = async (run: () => Promise<unknown>) => {
    await writeFile(notes, '')
    await run()
    const asked = (await readFile(notes, 'utf8')).split('\n')
    return asked.filter((type) => type === 'heat' || type === 'open').join(' ')
  }
  try {
    expect(await heated(() => stage({ threads: 2 }))).toBe('heat heat open open')
    expect(await heated(() => stage({ threads: 2 }))).toBe('open open')
    expect(await heated(() => stage({}, rate(100)))).toBe('heat open')
    expect(await heated(() => stage({ threads: 3 }))).toBe('heat open open open')
    expect((await server.of('/')).arrived).toBe(16 + 16 + 4 + 16)
  } finally {
    await load[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
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

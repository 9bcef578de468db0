import { describe, expect, test } from 'vitest'
import { ENGINES } from './engines.ts'
import { CASES, steady, WORKERS } from './test/contract.ts'
import { driveAll, engineJob, type Notes } from './test/engine-job.ts'
import { request, users } from './test/job.ts'
import { startKnownServer } from './test/known-server.ts'

// What every engine says of where a stretch stands, on which the figures of the generator rest.

const SERVICE_MS = 200

function names(notes: Notes): readonly string[] {
  return notes.points.map(({ point }) => point)
}

describe.each(CASES)('$engine drives $model so that', ({ engine, model }) => {
  test('it says when nothing more is sent and only last answers are waited for', async () => {
    await using server = await startKnownServer({ '/': { delayMs: SERVICE_MS } })
    const job = engineJob(server.endpoint, [request('/')], { load: steady(model), durationMs: 300 })
    const { notes } = await driveAll(ENGINES[engine], job)
    expect(names(notes)).toEqual(model === 'users' ? ['spawned', 'all-sent'] : ['all-sent'])
    const { after } = notes.points.at(-1) ?? { after: Number.NaN }
    // Of closed loops one request each was under way then; a schedule has more.
    if (model === 'rate') expect(notes.all.length - after).toBeGreaterThan(WORKERS)
    else expect(notes.all.length - after).toBe(WORKERS)
  })
})

test('of users it says when all are there: none of what was sent before is measured', async () => {
  await using server = await startKnownServer({ '/': { delayMs: 5 } })
  const load = { ...users(4), spawnPerSecond: 20 } as const
  const { notes } = await driveAll(
    ENGINES.undici,
    engineJob(server.endpoint, [request('/')], { load, durationMs: 100 }),
  )
  const [spawned] = notes.points
  expect(spawned?.point).toBe('spawned')
  expect(spawned?.after).toBeGreaterThan(4)
  expect(notes.all.slice(0, spawned?.after).every(({ spawning }) => spawning)).toBe(true)
})

test('users by a number of requests have no spawn phase', async () => {
  await using server = await startKnownServer({})
  const { notes } = await driveAll(
    ENGINES.undici,
    engineJob(server.endpoint, [request('/')], { load: users(4), count: 5 }),
  )
  expect(names(notes)).not.toContain('spawned')
})

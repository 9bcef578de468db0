import { expect, test } from 'vitest'
import { mean } from '../../model/statistics/statistics.ts'
import { ENGINES } from '../engines.ts'
import { driveAll, engineJob } from '../test/engine-job.ts'
import { connections, request } from '../test/job.ts'
import { startKnownServer } from '../test/known-server.ts'

// Many connections begin at a pace. Over the time of each alone their rate would be that of connections which were never there at once.
test.each(
  Object.values(ENGINES),
)('the time of $name for a number of requests runs from the start for all connections', async (engine) => {
  await using server = await startKnownServer({ '/': { delayMs: 50 } })
  const job = engineJob(server.endpoint, [request('/')], { load: connections(600), count: 1 })
  const { notes, figures } = await driveAll(engine, job)
  expect(notes.ways).toEqual({ ok: 600 })
  const startedAt = Math.min(...notes.all.map(({ fromMs }) => fromMs))
  const ended = notes.all.map(({ outcome }) => outcome.atMs - startedAt)
  expect((figures.seconds * 1000) / mean(ended)).toBeCloseTo(1, 1)
})

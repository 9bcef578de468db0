import { expect, test } from 'vitest'
import type { StageLoad } from '../../model/config.ts'
import { engineJob } from '../test/engine-job.ts'
import { users } from '../test/job.ts'
import { SpawnPlan } from './spawn-plan.ts'

type Users = Extract<StageLoad, { model: 'users' }>

function plan(from: number, to: number, of: { thread: number; threads: number }): SpawnPlan {
  const load = { ...(users(from, to) as Users), spawnPerSecond: 10 }
  const endpoint = { host: '127.0.0.1', port: 1, replica: 1 }
  return new SpawnPlan(load, engineJob(endpoint, [], { load, durationMs: 1000 }, of))
}

test('the users of the start come one after the other, those of two threads in turn', () => {
  const [one, other] = [0, 1].map((thread) => plan(3, 3, { thread, threads: 2 }))
  expect([0, 1, 2, 3].map((place) => one?.spawnMs(place))).toEqual([0, 100, 200, Number.POSITIVE_INFINITY])
  expect([0, 1, 2].map((place) => other?.spawnMs(place))).toEqual([50, 150, 250])
  expect([one?.spawnedMs, other?.spawnedMs]).toEqual([200, 250])
})

test('the ramp begins when they are there', () => {
  const up = plan(2, 4, { thread: 0, threads: 1 })
  expect([up.stepMs(0), up.stepMs(1), up.stepMs(2)]).toEqual([100 + 250, 100 + 750, Number.POSITIVE_INFINITY])
  expect(up.joins(0)).toBe(true)
  expect(plan(4, 2, { thread: 0, threads: 1 }).joins(0)).toBe(false)
})

test('where nobody is there at the start, the ramp begins at once', () => {
  expect(plan(0, 4, { thread: 0, threads: 1 }).spawnedMs).toBe(0)
})

import { expect, test } from 'vitest'
import type { StageLoad } from '../../model/config.ts'
import type { LoadJob } from '../../ports.ts'
import { connections, type JobShape, job, rate, request, users } from '../test/job.ts'
import { type Share, splitJob, weightOf } from './split-job.ts'

function split(shape: JobShape, threads: number, given: Partial<LoadJob> = {}): readonly Share[] {
  return splitJob(job({ host: '127.0.0.1', port: 1, replica: 1 }, [request('/')], shape, { threads, ...given }))
}

function size(load: StageLoad): unknown {
  if (load.model === 'connections') return load.connections
  return load.model === 'users' ? load.users : load.maxInFlight
}

test.each<{ claim: string; load: StageLoad; threads: number; shares: readonly unknown[] }>([
  { claim: 'one thread has all', load: connections(7), threads: 1, shares: [{ from: 7, to: 7 }] },
  {
    claim: 'what is left over goes to the first threads',
    load: connections(8),
    threads: 3,
    shares: [
      { from: 3, to: 3 },
      { from: 3, to: 3 },
      { from: 2, to: 2 },
    ],
  },
  { claim: 'a thread with nothing is not started', load: connections(1), threads: 4, shares: [{ from: 1, to: 1 }] },
  {
    claim: 'both ends of a ramp are divided',
    load: connections(1, 5),
    threads: 2,
    shares: [
      { from: 1, to: 3 },
      { from: 0, to: 2 },
    ],
  },
  {
    claim: 'users are divided',
    load: users(5),
    threads: 2,
    shares: [
      { from: 3, to: 3 },
      { from: 2, to: 2 },
    ],
  },
  { claim: 'requests under way are divided', load: rate(90, { maxInFlight: 7 }), threads: 3, shares: [3, 2, 2] },
  { claim: 'no thread is without room', load: rate(90, { maxInFlight: 2 }), threads: 3, shares: [1, 1] },
])('$claim', ({ load, threads, shares }) => {
  const found = split({ load, durationMs: 1000 }, threads)
  expect(found.map((share) => size(share.load))).toEqual(shares)
  expect(found.map(({ thread, threads: of }) => [thread, of])).toEqual(shares.map((_, place) => [place, shares.length]))
})

test('a rate is divided evenly, ramps too', () => {
  const shares = split({ load: rate(1), durationMs: 1000 }, 4, { ratePerSecond: { from: 10, to: 30 } })
  expect(shares.map((share) => share.ratePerSecond)).toEqual(Array(4).fill({ from: 2.5, to: 7.5 }))
})

test.each([
  { claim: 'at the rate that is asked for', load: users(3), threads: 2, perSecond: [667, 333] },
  { claim: 'few at the default rate', load: { ...users(6), spawnPerSecond: null }, threads: 3, perSecond: [3, 3, 3] },
  { claim: 'many', load: { ...users(5000), spawnPerSecond: null }, threads: 2, perSecond: [250, 250] },
  { claim: 'a ramp', load: users(200, 1000), threads: 2, perSecond: [10, 10] },
])('users are spawned in proportion, so that all threads have theirs at the same time: $claim', (given) => {
  const shares = split({ load: given.load as StageLoad, durationMs: 1000 }, given.threads)
  const spawn = shares.map(({ load }) => (load.model === 'users' ? load.spawnPerSecond : null) ?? 0)
  expect(spawn.map(Math.round)).toEqual(given.perSecond)
})

test.each([
  { claim: 'of connections is of each and stays', load: connections(4), counts: [10, 10, 10] },
  { claim: 'of users is of each and stays', load: users(4), counts: [10, 10, 10] },
  { claim: 'of a rate is of all and is divided', load: rate(90), counts: [4, 3, 3] },
])('a count $claim', ({ load, counts }) => {
  expect(split({ load, count: 10 }, 3).map((share) => share.extent)).toEqual(
    counts.map((count) => ({ by: 'requests', count })),
  )
})

test('a rate of two requests needs no third thread', () => {
  expect(split({ load: rate(90), count: 2 }, 3)).toHaveLength(2)
})

test('a thread weighs as much as it has connections or users, whichever end of a ramp', () => {
  const loads = [connections(6), connections(6, 2), users(2, 6), rate(90)]
  expect(loads.map((load) => split({ load, durationMs: 1000 }, 2).map(weightOf))).toEqual([
    [3, 3],
    [3, 3],
    [3, 3],
    [1, 1],
  ])
})

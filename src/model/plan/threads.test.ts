import { expect, it } from 'vitest'
import type { StageLoad } from '../config.ts'
import { threadsFor } from './threads.ts'

const connections = (to: number): StageLoad => ({ model: 'connections', connections: { from: to, to } })
const rate: StageLoad = { model: 'rate', rate: { by: 'share', share: 1 }, arrivals: 'poisson', maxInFlight: 20_000 }

const users: StageLoad = {
  model: 'users',
  users: { from: 10, to: 10 },
  spawnPerSecond: null,
  thinkTime: { fromMs: 0, toMs: 0 },
}

it.each<[StageLoad, number | null, number, number, number]>([
  [connections(10), null, 64, 1, 1],
  [connections(2500), null, 64, 1, 1],
  [connections(10_000), null, 64, 1, 4],
  [connections(10_000), null, 4, 2, 2],
  [connections(10_000), null, 2, 1, 1],
  [connections(10_000), null, 2, 4, 1],
  [connections(10), null, 64, 4, 1],
  [connections(10), null, 64, 10, 3],
  [connections(10), null, 12, 10, 2],
  [users, null, 64, 10, 1],
  [rate, 9000, 64, 10, 1],
  [rate, 25_000, 64, 1, 3],
])('%j at %s/s on %i cores beside %i CPUs of the target takes %i threads', (load, offered, cores, targetCpus, threads) => {
  expect(threadsFor({ load }, offered, cores, { cpus: targetCpus, cpusOfThese: targetCpus })).toBe(threads)
})

it('counts what a target may use on cores of its own, which takes none of ours', () => {
  expect(threadsFor({ load: connections(10) }, null, 4, { cpus: 12, cpusOfThese: 0 })).toBe(3)
})

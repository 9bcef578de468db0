import { expect, it } from 'vitest'
import type { Extent, StageLoad } from '../config.ts'
import { describeExtent, describeLoad, peakConcurrency, plannedStageMs, spawnPerSecond } from './stage-load.ts'

const connections: StageLoad = { model: 'connections', connections: { from: 1, to: 50 } }
const rate: StageLoad = {
  model: 'rate',
  rate: { by: 'second', perSecond: { from: 80, to: 80 } },
  arrivals: 'poisson',
  maxInFlight: 1000,
}
const share: StageLoad = { ...rate, rate: { by: 'share', share: 0.5 }, arrivals: 'constant' }
const users: StageLoad = {
  model: 'users',
  users: { from: 500, to: 500 },
  spawnPerSecond: null,
  thinkTime: { fromMs: 1000, toMs: 5000 },
}
const spawned: StageLoad = { ...users, spawnPerSecond: 100 }
const few: StageLoad = { ...users, users: { from: 5, to: 5 } }
const ramped: StageLoad = { ...users, users: { from: 10, to: 500 } }
const tenSeconds: Extent = { by: 'duration', ms: 10_000 }
const byCount: Extent = { by: 'requests', count: 50 }

it.each<[StageLoad, Extent, string, number | null, number]>([
  [connections, tenSeconds, '1 to 50 connections for 10 s', 10_000, 50],
  [connections, byCount, '1 to 50 connections 50 requests each', null, 50],
  [rate, tenSeconds, '80/s, Poisson arrivals for 10 s', 10_000, 1000],
  [rate, byCount, '80/s, Poisson arrivals 50 requests', null, 1000],
  [share, tenSeconds, '50% of the measured RPS, constant arrivals for 10 s', 10_000, 1000],
  [users, tenSeconds, '500 users, 1 s to 5 s between their requests for 10 s', 20_000, 500],
  [spawned, tenSeconds, '500 users, 1 s to 5 s between their requests for 10 s', 15_000, 500],
  [ramped, tenSeconds, '10 to 500 users, 1 s to 5 s between their requests for 10 s', 11_000, 500],
  [few, tenSeconds, '5 users, 1 s to 5 s between their requests for 10 s', 10_500, 5],
])('%j %j is "%s", planned for %s ms', (load, extent, words, plannedMs, peak) => {
  expect(`${describeLoad(load)} ${describeExtent({ load, extent })}`).toBe(words)
  expect(plannedStageMs({ load, extent })).toBe(plannedMs)
  expect(peakConcurrency(load)).toBe(peak)
})

it.each([
  { claim: 'all within ten seconds', users: { from: 500, to: 500 }, asked: null, perSecond: 50 },
  { claim: 'few of them sooner', users: { from: 5, to: 5 }, asked: null, perSecond: 10 },
  { claim: 'those of a ramp by its start', users: { from: 200, to: 9000 }, asked: null, perSecond: 20 },
  { claim: 'as many as are asked for', users: { from: 500, to: 500 }, asked: 3, perSecond: 3 },
])('users are begun at a rate of their own: $claim', ({ users, asked, perSecond }) => {
  expect(spawnPerSecond({ users, spawnPerSecond: asked })).toBe(perSecond)
})

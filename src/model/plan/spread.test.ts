import { expect, test } from 'vitest'
import { proxyOf, targetSpec } from '../../../fixtures/specs.ts'
import type { StageLoad } from '../config.ts'
import { plainText } from '../outside.ts'
import { describeUnevenSpread } from './spread.ts'

const connections = (to: number, from = to): StageLoad => ({ model: 'connections', connections: { from, to } })
const users: StageLoad = {
  model: 'users',
  users: { from: 1, to: 2 },
  spawnPerSecond: null,
  thinkTime: { fromMs: 0, toMs: 0 },
}
const rate: StageLoad = {
  model: 'rate',
  rate: { by: 'share', share: 0.5 },
  arrivals: 'constant',
  maxInFlight: 1,
}

test.each<{ load: StageLoad; replicas: number; says: string | null }>([
  { load: connections(4), replicas: 3, says: '4 connections on 3 replicas: replica 1 gets 2, replicas 2 to 3 get 1' },
  { load: connections(5), replicas: 3, says: '5 connections on 3 replicas: replicas 1 to 2 get 2, replica 3 gets 1' },
  { load: connections(1), replicas: 2, says: '1 connection on 2 replicas: replica 2 gets nothing' },
  { load: users, replicas: 6, says: '2 users on 6 replicas: replicas 3 to 6 get nothing' },
  {
    load: connections(1, 7),
    replicas: 3,
    says: '7 connections on 3 replicas: replica 1 gets 3, replicas 2 to 3 get 2',
  },
  { load: connections(6), replicas: 3, says: null },
  { load: connections(1), replicas: 1, says: null },
  { load: connections(100), replicas: 3, says: null },
  { load: rate, replicas: 3, says: null },
])('of $load.model on $replicas replicas: $says', ({ load, replicas, says }) => {
  const spread = describeUnevenSpread({ name: 'steady', load }, targetSpec({ replicas }))
  expect(spread && plainText(spread)).toBe(says && `stage steady: warning: ${says}`)
})

test('a balancer spreads for itself', () => {
  const balancer = proxyOf(targetSpec())
  expect(
    describeUnevenSpread({ name: 'steady', load: connections(1) }, targetSpec({ replicas: 3, balancer })),
  ).toBeNull()
})

import { expect, it } from 'vitest'
import { makeResult, planRecord } from '../../../fixtures/results.ts'
import type { Extent, StageLoad } from '../config.ts'
import { plainText } from '../outside.ts'
import { describeTarget } from './report-facts.ts'

const users: StageLoad = {
  model: 'users',
  users: { from: 500, to: 500 },
  spawnPerSecond: 50,
  thinkTime: { fromMs: 1000, toMs: 1000 },
}
const connections: StageLoad = { model: 'connections', connections: { from: 10, to: 10 } }
const byNumber: Extent = { by: 'requests', count: 50 }
const byDuration: Extent = { by: 'duration', ms: 10_000 }

/** What is said of a stage that is driven so. */
function factsOf(load: StageLoad, extent: Extent): string {
  const plan = planRecord(['steady'], 3)
  const stages = plan.stages.map((stage) => (stage.warmUp ? stage : { ...stage, load, extent }))
  const lines = describeTarget(makeResult({ plan: { ...plan, stages } })).map(plainText)
  return lines.find((line) => line.startsWith('Stage steady:')) ?? ''
}

it('says of users by a number of requests that their spawn phase is in the numbers, and of no other stage', () => {
  const mixed = 'measured from the first user on, while they were being spawned'
  expect(factsOf(users, byNumber)).toContain(`500 users, 1 s between their requests 50 requests each`)
  expect(factsOf(users, byNumber)).toContain(`, ${mixed}.`)
  expect(factsOf(users, byDuration)).not.toContain(mixed)
  expect(factsOf(connections, byNumber)).not.toContain(mixed)
})

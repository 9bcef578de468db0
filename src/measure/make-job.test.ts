import { expect, test } from 'vitest'
import { connectionsStage, machine } from '../../fixtures/results.ts'
import { proxyOf, targetSpec } from '../../fixtures/specs.ts'
import type { TargetSpec } from '../model/config.ts'
import { makePlan } from '../model/plan/plan.ts'
import { Small, smallConfig } from '../stories/test/small-world.ts'
import { makeJob } from './make-job.ts'

/** So many that every core which is free gets a thread. */
const MANY = connectionsStage('many', 100_000)

/** Threads of the load generator on a machine of eight cores. */
function threads(target: Partial<TargetSpec>, generatorCores: readonly number[] | null): number | undefined {
  const small = new Small()
  const plan = makePlan(smallConfig({ target: targetSpec(target), stages: [MANY] }), 1)
  const testbed = { machine: { ...machine, cores: 8 } } as Parameters<typeof makeJob>[0]['testbed']
  const lives = [{ side: 'candidate', target: small.target('candidate') }] as const
  const driven = { lives, earlier: [], round: 1, alive: small.interrupt.signal }
  return makeJob({ plan, testbed, load: small.load(), generatorCores, secrets: [] }, driven, MANY, new Map())?.threads
}

const balancer = proxyOf(targetSpec({ cpus: 2 }))

test.each<[string, Partial<TargetSpec>, readonly number[] | null, number]>([
  ['what one container leaves', { cpus: 1 }, null, 7],
  ['what all replicas leave', { cpus: 1.5, replicas: 2 }, null, 5],
  ['what replicas and their balancer leave', { cpus: 1, replicas: 3, balancer }, null, 3],
  ['one, where nothing is left', { cpus: 4, replicas: 3 }, null, 1],
  ['the cores that it was kept to', { cpus: 2, cpuset: [0, 1] }, [2, 3, 4], 3],
  ['those of them that a balancer on any core leaves', { cpus: 2, cpuset: [0, 1], balancer }, [2, 3, 4, 5], 2],
])('the load gets threads for %s', (_, target, generatorCores, expected) => {
  expect(threads(target, generatorCores)).toBe(expected)
})

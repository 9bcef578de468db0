import { describe, expect, it } from 'vitest'
import { connectionsStage, planRecord } from '../../../fixtures/results.ts'
import { plainText } from '../outside.ts'
import type { PlanRecord } from './plan.ts'
import { planDifferences } from './plan-differences.ts'

const before = planRecord(['steady', 'crowded'])
const differences = (now: Partial<PlanRecord>) => planDifferences(before, { ...before, ...now }).map(plainText)
const [warmUp, steady, crowded] = before.stages as [
  PlanRecord['stages'][number],
  PlanRecord['stages'][number],
  PlanRecord['stages'][number],
]
const [predict] = before.requests as [PlanRecord['requests'][number]]

describe('two plans', () => {
  it.each<[string, Partial<PlanRecord>]>([
    ['the number of rounds', { rounds: 7 }],
    ['limits that were not kept by then', { otherLimits: null }],
    ['the environment, which belongs to what is tested', { envNames: ['OTHER'] }],
    ['the seed', { budgetMs: 900_000, pairing: null, seed: 9 }],
  ])('can be compared when they differ in %s', (_, now) => {
    expect(differences(now)).toEqual([])
  })

  it.each<[Partial<PlanRecord>, string[]]>([
    [{ cpus: 2 }, ['cpus 1, now 2']],
    [{ memoryBytes: 1024 ** 3 }, ['memory 512 MiB, now 1 GiB']],
    [{ cpuset: [0, 1] }, ['cpuset any, now 0, 1']],
    [
      { otherLimits: { pids: 100, nofile: 1024, shmBytes: 2 ** 20 } },
      ['pids 4096, now 100', 'nofile as usual, now 1024', 'shm-size as usual, now 1 MiB'],
    ],
    [{ tls: true }, ['HTTP, now HTTPS']],
    [{ replicas: 3 }, ['replicas 1, now 3']],
    [{ balancer: { image: 'nginx', cpus: 1, cpuset: null, memoryBytes: 2 ** 28 } }, ['the balancer was changed']],
    [{ stages: [warmUp, steady] }, ['stage crowded is gone']],
    [{ stages: [warmUp, steady, crowded, connectionsStage('more')] }, ['stage more is new']],
    [{ stages: [warmUp, steady, connectionsStage('crowded', 99)] }, ['stage crowded was changed']],
    [{ stages: [warmUp, crowded, steady] }, ['the order of the stages was changed']],
    [{ stages: [{ ...warmUp, warmUp: false }, steady, crowded] }, ['stage warm-up was changed']],
    [{ requests: [{ ...predict, weight: 2 }] }, ['request predict was changed']],
    [{ requests: [{ ...predict, fingerprint: 'other' }] }, ['request predict was changed']],
    [
      { requests: [{ ...predict, name: 'index' }], cpus: 2 },
      ['cpus 1, now 2', 'request index is new', 'request predict is gone'],
    ],
  ])('cannot be compared, and it is said why: %#', (now, expected) => {
    expect(differences(now)).toEqual(expected)
  })
})

it('two plans with a balancer on other cores cannot be compared', () => {
  const balancer = { image: 'nginx', cpus: 1, cpuset: null, memoryBytes: 2 ** 28 }
  const [before, now] = [planRecord(['steady']), planRecord(['steady'])]
  const found = planDifferences({ ...before, balancer }, { ...now, balancer: { ...balancer, cpuset: [2] } })
  expect(found.map(plainText)).toEqual(['the balancer was changed'])
  expect(planDifferences({ ...before, balancer }, { ...now, balancer })).toEqual([])
})

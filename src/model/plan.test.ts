import { describe, expect, it } from 'vitest'
import { connectionsStage, planRecord } from '../../fixtures/results.ts'
import { targetSpec } from '../../fixtures/specs.ts'
import type { TargetSpec } from './config.ts'
import { plainText } from './outside.ts'
import { describePlan, type Plan, type PlanRecord, planDifferences } from './plan.ts'

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
    ['the environment, which belongs to what is tested', { envNames: ['OTHER'] }],
    ['the seed', { budgetMs: 900_000, pairing: null, seed: 9 }],
  ])('can be compared when they differ in %s', (_, now) => {
    expect(differences(now)).toEqual([])
  })

  it.each<[Partial<PlanRecord>, string[]]>([
    [{ cpus: 2 }, ['cpus 1, now 2']],
    [{ memoryBytes: 1024 ** 3 }, ['memory 512 MiB, now 1 GiB']],
    [{ cpuset: [0, 1] }, ['cpuset any, now 0, 1']],
    [{ replicas: 3 }, ['replicas 1, now 3']],
    [{ balancer: { image: 'nginx', cpus: 1, memoryBytes: 2 ** 28 } }, ['the balancer was changed']],
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

describe('a plan in words', () => {
  const described = (target: Partial<TargetSpec>, dependencies: Plan['dependencies'] = null) =>
    describePlan({
      sides: ['candidate'],
      target: targetSpec(target),
      dependencies,
      requests: [],
      stages: [],
      rounds: 1,
      loadMs: 0,
      timeLimitMs: 600_000,
      abort: { failureShare: 0.5, forMs: 5000 },
      budgetMs: 900_000,
      pairing: null,
      seed: 7,
    })
      .map(plainText)
      .slice(0, -1)
  const proxy = { kind: 'proxy', container: targetSpec({ image: 'nginx:1', cpus: 0.5 }) } as const

  it.each<[string, Partial<TargetSpec>, string[]]>([
    ['limits', {}, ['image app:1 under 1 CPU and 512 MiB']],
    [
      'limits that nobody chose',
      { defaultLimits: ['cpus', 'memory'] },
      ['image app:1 under 1 CPU (default) and 512 MiB (default)'],
    ],
    ['cores', { cpus: 2, cpuset: [1, 2] }, ['image app:1 under 2 CPU on cores 1, 2 and 512 MiB']],
    [
      'replicas, which share their cores',
      { cpuset: [1], replicas: 3 },
      [
        'image app:1 under 1 CPU on core 1 and 512 MiB',
        '3 replicas, each under these limits, sharing these cores; the load generator spreads its connections over them',
      ],
    ],
    [
      'a balancer with its limits',
      { replicas: 2, balancer: proxy },
      [
        'image app:1 under 1 CPU and 512 MiB',
        '2 replicas, each under these limits; in front of them the balancer nginx:1 under 0.5 CPU and 512 MiB',
      ],
    ],
    [
      'a balancer before one replica',
      { balancer: proxy },
      [
        'image app:1 under 1 CPU and 512 MiB',
        '1 replica; in front of it the balancer nginx:1 under 0.5 CPU and 512 MiB',
      ],
    ],
    ['a network', { network: 'mlops' }, ['image app:1 under 1 CPU and 512 MiB', 'joins the network mlops']],
  ])('tells %s', (_, target, lines) => expect(described(target)).toEqual(lines))

  it('begins with what is brought up before the target', () => {
    expect(described({}, { composeFile: '/work/compose.yml', services: ['mlflow', 'minio'] })[0]).toBe(
      'brings up first, from /work/compose.yml: mlflow, minio',
    )
  })
})

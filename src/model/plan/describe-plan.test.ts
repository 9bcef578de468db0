import { describe, expect, it } from 'vitest'
import { proxyOf, targetSpec } from '../../../fixtures/specs.ts'
import type { TargetSpec } from '../config.ts'
import { plainText } from '../outside.ts'
import { describePlan } from './describe-plan.ts'
import type { Plan } from './plan.ts'

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
  const proxy = proxyOf(targetSpec({ image: 'nginx:1', cpus: 0.5 }))

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

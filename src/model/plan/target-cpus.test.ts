import { expect, test } from 'vitest'
import { planRecord } from '../../../fixtures/results.ts'
import { proxyOf, targetSpec } from '../../../fixtures/specs.ts'
import type { TargetSpec } from '../config.ts'
import type { PlanRecord } from './plan.ts'
import { cpusOnAnyCore, ownCores, replicaCpus, usableCpus } from './target-cpus.ts'

const front = (given: Partial<TargetSpec>) => proxyOf(targetSpec(given))

test.each<[string, Partial<TargetSpec>, readonly number[] | null, number, number]>([
  ['one container', { cpus: 0.5 }, null, 0.5, 0.5],
  ['replicas', { cpus: 0.1, replicas: 3 }, null, 0.3, 0.3],
  ['replicas behind a balancer', { cpus: 0.5, replicas: 3, balancer: front({ cpus: 2 }) }, null, 3.5, 3.5],
  ['replicas that share cores', { cpus: 1, replicas: 3, cpuset: [2, 1] }, [1, 2], 2, 0],
  ['a balancer with a core', { cpus: 1, balancer: front({ cpus: 1, cpuset: [3] }) }, [3], 2, 1],
  ['cores for both', { cpus: 1, cpuset: [1], balancer: front({ cpus: 2, cpuset: [0, 1] }) }, [0, 1], 3, 0],
  ['a quota below its cores', { cpus: 0.5, cpuset: [1] }, [1], 0.5, 0],
])('%s', (_, given, cores, usable, anywhere) => {
  const spec = targetSpec(given)
  expect([ownCores(spec), usableCpus(spec), cpusOnAnyCore(spec)]).toEqual([cores, usable, anywhere])
})

test.each<[string, Partial<PlanRecord>, number]>([
  ['one container', { cpus: 0.5 }, 0.5],
  ['replicas', { cpus: 0.1, replicas: 3 }, 0.3],
  ['replicas that share cores', { cpus: 2, replicas: 3, cpuset: [1, 2] }, 2],
  ['more replicas than the machine has cores', { cpus: 1, replicas: 6 }, 4],
  ['replicas beside a balancer with cores of its own', { cpus: 1, replicas: 3, balancer: proxy([0, 1]) }, 2],
  ['replicas behind a balancer on any core', { cpus: 1, replicas: 3, balancer: proxy(null) }, 3],
])('%s may use together', (_, given, cpus) => {
  expect(replicaCpus({ ...planRecord(['steady']), ...given }, 4)).toBe(cpus)
})

function proxy(cpuset: readonly number[] | null): PlanRecord['balancer'] {
  return { image: 'nginx', cpus: 0.5, cpuset, memoryBytes: 2 ** 26 }
}

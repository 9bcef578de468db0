import { describe, expect, test } from 'vitest'
import { proxyOf, targetSpec } from '../../../fixtures/specs.ts'
import { planTable } from '../../model/capacity/table.ts'
import type { Balancer, TargetSpec } from '../../model/config.ts'
import { SetupError } from '../../model/errors.ts'
import { plainText } from '../../model/outside.ts'
import type { EngineInfo } from '../engine/engine.ts'
import { checkEngine, checkLimits, findContention, type SideLimits } from './preflight.ts'

const GIB = 1024 ** 3
const info: EngineInfo = {
  OSType: 'linux',
  Architecture: 'x86_64',
  NCPU: 4,
  MemTotal: 16 * GIB,
  MemoryLimit: true,
  SwapLimit: true,
  CpuCfsQuota: true,
  KernelVersion: '6.1.0',
  ServerVersion: '28.0.0',
}

function refusal(run: () => void): string {
  try {
    run()
  } catch (thrown) {
    if (thrown instanceof SetupError && plainText(thrown.fix) !== '') return plainText(thrown.text)
    throw thrown
  }
  return 'none'
}

describe('checkEngine', () => {
  test.each([
    ['accepts an engine with all limits', info, GIB, 'none'],
    ['accepts no swap limit where there is no swap', { ...info, SwapLimit: false }, 0, 'none'],
    ['refuses Windows containers', { ...info, OSType: 'windows' }, 0, 'the engine runs windows containers'],
    ['refuses no CPU quota', { ...info, CpuCfsQuota: false }, 0, 'the engine has no CPU quota (it'],
    ['refuses no limit of processes', { ...info, PidsLimit: false }, 0, 'the engine has no limit of processes (it'],
    ['refuses no memory limit', { ...info, MemoryLimit: false }, 0, 'the engine has no memory limit (it'],
    [
      'names both where both are missing',
      { ...info, CpuCfsQuota: false, MemoryLimit: false },
      0,
      'the engine has no CPU quota and no memory limit',
    ],
    ['refuses no swap limit where there is swap', { ...info, SwapLimit: false }, GIB, 'the machine has 1 GiB of swap'],
    ['refuses no swap limit where swap is unknown', { ...info, SwapLimit: false }, null, 'the machine may have swap'],
  ])('%s', (_claim, engine, swapBytes, expected) => {
    expect(refusal(() => checkEngine(engine, swapBytes))).toContain(expected)
  })
})

const cores = [0, 1, 2, 3]
const side: SideLimits = { cpus: 1, cpuset: null, memoryBytes: GIB, replicas: 1, balancer: { kind: 'client' } }
const proxy: Balancer = proxyOf(targetSpec({ cpus: 2, memoryBytes: 4 * GIB }))

describe('checkLimits', () => {
  test.each<[string, Partial<SideLimits>, string]>([
    ['accepts all CPUs', { cpus: 4 }, 'none'],
    ['accepts memory that leaves the engine and the generator some', { memoryBytes: 15.75 * GIB }, 'none'],
    [
      'refuses memory that leaves them none',
      { memoryBytes: 16 * GIB },
      '"target.memory" is 16 GiB, but the engine\'s machine has 16 GiB, of which the engine and the load generator need 256 MiB',
    ],
    ['accepts more CPUs together than there are', { cpus: 3, replicas: 3 }, 'none'],
    ['refuses more CPUs than there are', { cpus: 4.5 }, '"target.cpus" is 4.5, but the engine\'s machine has 4'],
    [
      'refuses more memory than there is',
      { memoryBytes: 17 * GIB },
      '"target.memory" is 17 GiB, but the engine\'s machine has 16 GiB',
    ],
    [
      'refuses more memory together than there is',
      { memoryBytes: 5 * GIB, replicas: 3, balancer: proxy },
      'the containers need 19 GiB of memory together (3 x "target.memory" of 5 GiB, 1 x "target.balancer.memory" of 4 GiB), but the engine\'s machine has 16 GiB',
    ],
    [
      'refuses a balancer with more CPUs than there are',
      { balancer: proxyWith({ cpus: 5 }) },
      '"target.balancer.cpus" is 5',
    ],
    ['accepts cores that leave the generator one', { cpuset: [1, 2, 3] }, 'none'],
    [
      'refuses cores that are not there',
      { cpuset: [2, 3, 4, 5] },
      '"target.cpuset" is "2-5", but the engine\'s machine has no core 4-5 (it has 0-3)',
    ],
    [
      'refuses cores that leave the generator none',
      { cpuset: [0, 1, 2, 3] },
      '"target.cpuset" takes every core of the engine\'s machine (0-3) and leaves the load generator none',
    ],
    [
      'refuses cores that leave the generator none with those of the balancer',
      { cpuset: [1, 2], balancer: proxyWith({ cpuset: [0, 3] }) },
      '"target.cpuset" and "target.balancer.cpuset" take every core of the engine\'s machine (0-3) and leave the load generator none',
    ],
    ['accepts a balancer on all cores beside the target', { cpuset: [1, 2], balancer: proxyWith({ cpus: 2 }) }, 'none'],
    [
      'refuses a balancer with more CPUs than there are beside the cores of the target',
      { cpuset: [1, 2, 3], balancer: proxyWith({ cpus: 2 }) },
      '"target.balancer.cpus" is 2, but "target.cpuset" leaves it one core (0)',
    ],
    [
      'refuses a target with more CPUs than there are beside the cores of the balancer',
      { cpus: 2.5, balancer: proxyWith({ cpus: 2, cpuset: [1, 2] }) },
      '"target.cpus" is 2.5, but "target.balancer.cpuset" leaves it 2 cores (0,3)',
    ],
  ])('%s', (_claim, changes, expected) => {
    const found = refusal(() => checkLimits(info, { ...side, ...changes }, cores))
    if (expected === 'none') expect(found).toBe('none')
    else expect(found).toContain(expected)
  })

  test('refuses cores where the engine cannot bind to them', () => {
    const found = refusal(() => checkLimits({ ...info, CPUSet: false }, { ...side, cpuset: [1] }, cores))
    expect(found).toContain('the engine cannot bind a container to cores')
  })

  test('takes the cores that the machine has, also where they do not begin at 0', () => {
    expect(refusal(() => checkLimits(info, { ...side, cpuset: [6] }, [0, 2, 4, 6]))).toBe('none')
    expect(refusal(() => checkLimits(info, { ...side, cpuset: [1] }, [0, 2, 4, 6]))).toContain('no core 1')
  })
})

test('the containers of a side count together against the memory', () => {
  const half = { ...side, memoryBytes: 9 * GIB }
  expect(refusal(() => checkLimits(info, half, cores))).toBe('none')
  expect(refusal(() => checkLimits(info, { ...half, replicas: 2 }, cores))).toContain('need 18 GiB of memory together')
})

describe('findContention', () => {
  test.each<[string, Partial<SideLimits>, string | null]>([
    ['is silent where there is CPU for all, and a core for the generator', { cpus: 1.5, replicas: 2 }, null],
    [
      'warns where less than a core is left for the generator',
      { cpus: 1.25, replicas: 2, balancer: proxyWith({ cpus: 1 }) },
      'may use 3.5 of the 4 CPUs of the machine, which leaves the load generator 0.5',
    ],
    [
      'warns where a balancer takes the core that "cpuset" has left',
      { cpus: 3, cpuset: [1, 2, 3], balancer: proxyWith({ cpus: 1 }) },
      'leaves the load generator 0:',
    ],
    [
      'warns where a quota below the cores of the target hides that the balancer takes the last one',
      { cpus: 1.5, cpuset: [1, 2, 3], balancer: proxyWith({ cpus: 0.5 }) },
      'may use 0.5 of the one CPU of the machine that no "cpuset" takes, which leaves the load generator 0.5:',
    ],
    ['is silent where cores of their own leave the rest one', { cpus: 2, cpuset: [1, 2, 3] }, null],
    [
      'warns of replicas that want more than there is',
      { cpus: 1.5, replicas: 3 },
      '4.5 CPUs together, but the machine has 4',
    ],
    ['counts the balancer', { cpus: 1, replicas: 3, balancer: proxy }, '5 CPUs together, but the machine has 4'],
    [
      'warns of replicas that share cores',
      { cpus: 2, replicas: 2, cpuset: [2, 3] },
      '4 CPUs together, but their "target.cpuset" has 2',
    ],
    ['is silent of replicas that share cores without want', { cpus: 0.5, replicas: 2, cpuset: [3] }, null],
    [
      'is not fooled by binary fractions',
      { cpus: 0.1, replicas: 3, cpuset: null, balancer: proxyWith({ cpus: 2.7 }) },
      null,
    ],
  ])('%s', (_claim, changes, expected) => {
    const warning = findContention({ ...side, ...changes }, info.NCPU)
    if (expected === null) expect(warning).toBeNull()
    else expect(plainText(warning ?? [])).toContain(expected)
  })
})

function proxyWith(changes: Partial<TargetSpec>): Balancer {
  return proxyOf(targetSpec(changes))
}

test('refuses no box that the plan of a capacity table holds, on a machine of any size and beside a balancer', () => {
  for (const memGib of [1, 2, 3, 7, 16, 64]) {
    for (const balancerMib of [0, 64, 512]) {
      const machine = { cores: 4, memoryBytes: memGib * GIB }
      const balancer = balancerMib === 0 ? null : { memoryBytes: balancerMib * 1024 ** 2 }
      const sizes = Array.from({ length: 64 }, (_, place) => ((place + 1) / 64) * memGib * GIB)
      const { boxes } = planTable(
        { replicas: [1, 2, 3], cpus: [1], memoryBytes: sizes },
        { machine, plan: { balancer } },
      )
      for (const box of boxes) {
        const side: SideLimits = {
          ...targetSpec({}),
          ...box,
          balancer: balancer === null ? { kind: 'client' } : proxyOf(targetSpec(balancer)),
        }
        expect(refusal(() => checkLimits({ ...info, MemTotal: memGib * GIB }, side, [0, 1, 2, 3]))).toBe('none')
      }
    }
  }
})

test('refuses no box of a capacity table for its CPUs beside a balancer that has cores of its own', () => {
  const container = targetSpec({ cpus: 1, cpuset: [3], memoryBytes: GIB })
  const machine = { cores: 4, memoryBytes: 16 * GIB }
  const table = { replicas: [1], cpus: [1, 2, 3, 3.5, 4], memoryBytes: [GIB] }
  const { boxes, leftOut } = planTable(table, { machine, plan: { balancer: container } })
  expect(boxes.map(({ cpus }) => cpus)).toEqual([1, 2, 3])
  for (const { box } of leftOut) expect(refusal(() => checkLimits(info, sideOf(box), cores))).not.toBe('none')
  for (const box of boxes) expect(refusal(() => checkLimits(info, sideOf(box), cores))).toBe('none')

  function sideOf(box: (typeof boxes)[number]): SideLimits {
    return { ...targetSpec({}), ...box, balancer: proxyOf(container) }
  }
})

import { describe, expect, test } from 'vitest'
import { readKernelLimits } from './kernel-limits.ts'

const ID = 'f00d'.repeat(16)
const MIB = 1024 ** 2
const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             unlimited            unlimited            processes
Max open files            4096                 8192                 files
`
const version2 = {
  '/proc/7/cgroup': `0::/system.slice/docker-${ID}.scope\n`,
  '/proc/self/mountinfo': '30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n',
  '/proc/7/limits': LIMITS,
}
const group2 = `/sys/fs/cgroup/system.slice/docker-${ID}.scope`
const version1 = {
  '/proc/7/cgroup': ['cpu,cpuacct', 'memory', 'cpuset', 'pids']
    .map((name, n) => `${n + 2}:${name}:/docker/${ID}\n`)
    .join(''),
  '/proc/self/mountinfo': ['cpu,cpuacct', 'memory', 'cpuset', 'pids']
    .map((name, n) => `${30 + n} 24 0:26 / /sys/fs/cgroup/${name} rw - cgroup cgroup rw,${name}\n`)
    .join(''),
  '/proc/7/limits': LIMITS,
}

async function limitsIn(files: Readonly<Record<string, string>>) {
  return await readKernelLimits(7, ID, async (path) => files[path] ?? null)
}

describe('the limits in the kernel', () => {
  test('are read from a group of version 2, where swap is counted apart', async () => {
    const files = {
      ...version2,
      [`${group2}/cpu.max`]: '50000 100000\n',
      [`${group2}/cpuset.cpus`]: '1-2\n',
      [`${group2}/memory.max`]: `${512 * MIB}\n`,
      [`${group2}/memory.swap.max`]: '0\n',
      [`${group2}/pids.max`]: '100\n',
    }
    expect(await limitsIn(files)).toEqual({
      cpus: 0.5,
      cpuset: [1, 2],
      memoryBytes: 512 * MIB,
      memorySwapBytes: 512 * MIB,
      pids: 100,
      nofile: 4096,
    })
  })

  test('are read from the groups of version 1', async () => {
    const at = (controller: string) => `/sys/fs/cgroup/${controller}/docker/${ID}`
    const files = {
      ...version1,
      [`${at('cpu,cpuacct')}/cpu.cfs_quota_us`]: '25000\n',
      [`${at('cpu,cpuacct')}/cpu.cfs_period_us`]: '100000\n',
      [`${at('cpuset')}/cpuset.cpus`]: '0-1\n',
      [`${at('memory')}/memory.limit_in_bytes`]: `${96 * MIB}\n`,
      [`${at('memory')}/memory.memsw.limit_in_bytes`]: `${96 * MIB}\n`,
      [`${at('pids')}/pids.max`]: 'max\n',
    }
    expect(await limitsIn(files)).toEqual({
      cpus: 0.25,
      cpuset: [0, 1],
      memoryBytes: 96 * MIB,
      memorySwapBytes: 96 * MIB,
      pids: null,
      nofile: 4096,
    })
  })

  test.each([
    ['max in version 2', { ...version2, [`${group2}/cpu.max`]: 'max 100000\n', [`${group2}/memory.max`]: 'max\n' }],
    [
      'in version 1 a quota of -1 and more memory than can be',
      {
        ...version1,
        [`/sys/fs/cgroup/cpu,cpuacct/docker/${ID}/cpu.cfs_quota_us`]: '-1\n',
        [`/sys/fs/cgroup/cpu,cpuacct/docker/${ID}/cpu.cfs_period_us`]: '100000\n',
        [`/sys/fs/cgroup/memory/docker/${ID}/memory.limit_in_bytes`]: '9223372036854771712\n',
      },
    ],
  ])('are none where they are %s', async (_claim, files) => {
    expect(await limitsIn(files)).toEqual({ cpus: null, memoryBytes: null, nofile: 4096 })
  })

  test('are left out where the kernel has no such file', async () => {
    expect(await limitsIn(version2)).toEqual({ nofile: 4096 })
  })

  test.each([
    ['the process is not there', {}],
    ['the process with that id here is another one', { ...version2, '/proc/7/cgroup': '0::/user.slice\n' }],
  ])('are unknown where %s', async (_claim, files) => {
    expect(await limitsIn({ '/proc/7/limits': LIMITS, ...files })).toEqual({})
  })
})

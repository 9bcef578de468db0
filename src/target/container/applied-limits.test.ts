import { describe, expect, test } from 'vitest'
import { type AskedLimits, checkKernel, type LimitedInspection, limitsInEngine } from './applied-limits.ts'

const MIB = 1024 ** 2
const asked: AskedLimits = {
  cpus: 0.5,
  cpuset: null,
  sharedCores: null,
  memoryBytes: 1024 * MIB,
  pids: 100,
  nofile: 4096,
  shmBytes: 128 * MIB,
}
const host = {
  NanoCpus: 500_000_000,
  CpusetCpus: '',
  Memory: 1024 * MIB,
  MemorySwap: 1024 * MIB,
  PidsLimit: 100,
  ShmSize: 128 * MIB,
  Ulimits: [{ Name: 'nofile', Soft: 4096, Hard: 4096 }],
}
const engine = { SwapLimit: true }

describe('what the engine says that it set', () => {
  test('is read back', () => {
    expect(limitsInEngine({ HostConfig: host }, asked, engine)).toEqual({
      cpus: 0.5,
      cpuset: null,
      sharedCores: null,
      memoryBytes: 1024 * MIB,
      memorySwapBytes: 1024 * MIB,
      pids: 100,
      nofile: 4096,
      shmBytes: 128 * MIB,
    })
  })

  test('is cores alone where as many cores as CPUs were asked for', () => {
    const limits = limitsInEngine(
      { HostConfig: { ...host, NanoCpus: 0, CpusetCpus: '1-2' } },
      { ...asked, cpus: 2, cpuset: [1, 2] },
      engine,
    )
    expect(limits).toMatchObject({ cpus: 2, cpuset: [1, 2] })
  })

  test('has no cores of its own where those that were set are shared with others', () => {
    const set = (CpusetCpus: string) =>
      limitsInEngine({ HostConfig: { ...host, CpusetCpus } }, { ...asked, sharedCores: [0, 2] }, engine)
    expect(set('0,2')).toMatchObject({ cpus: 0.5, cpuset: null, sharedCores: [0, 2] })
    expect(() => set('')).toThrow('cores 0,2, set any')
  })

  test('is memory alone where the engine cannot limit swap, and any number of open files where none was asked for', () => {
    const found = { ...host, MemorySwap: -1, Ulimits: [] }
    const limits = limitsInEngine({ HostConfig: found }, { ...asked, nofile: null }, { SwapLimit: false })
    expect(limits).toMatchObject({ memorySwapBytes: 1024 * MIB, nofile: null })
  })

  test.each<[string, object, string]>([
    ['other CPUs', { NanoCpus: 0 }, 'the engine did not set the limit that was asked for: CPUs 0.5, set 0'],
    ['cores that nobody asked for', { CpusetCpus: '0' }, 'cores any, set 0'],
    ['other memory', { Memory: 512 * MIB }, 'memory 1 GiB, set 512 MiB'],
    ['more swap', { MemorySwap: 2048 * MIB }, 'memory and swap 1 GiB, set 2 GiB'],
    ['endless swap', { MemorySwap: -1 }, 'memory and swap 1 GiB, set no limit'],
    ['no limit of processes', { PidsLimit: null }, 'processes 100, set no limit'],
    ['fewer open files', { Ulimits: [] }, 'open files 4096, set no limit'],
    ['other shared memory', { ShmSize: 64 * MIB }, 'shared memory 128 MiB, set 64 MiB'],
  ])('is refused where it is %s', (_claim, found, expected) => {
    const HostConfig: LimitedInspection['HostConfig'] = { ...host, ...found }
    expect(() => limitsInEngine({ HostConfig }, asked, engine)).toThrow(expected)
  })

  test('is refused where the cores are missing', () => {
    const wanted = { ...asked, cpus: 2, cpuset: [0, 1] }
    const found = { ...host, NanoCpus: 2e9 }
    expect(() => limitsInEngine({ HostConfig: found }, wanted, engine)).toThrow('cores 0-1, set any')
  })
})

describe('what the kernel holds a container to', () => {
  const limits = limitsInEngine({ HostConfig: { ...host, CpusetCpus: '1' } }, { ...asked, cpuset: [1] }, engine)

  test.each([
    ['nothing, where it cannot be read', {}],
    [
      'the same',
      { cpus: 0.5, cpuset: [1], memoryBytes: 1024 * MIB, memorySwapBytes: 1024 * MIB, pids: 100, nofile: 4096 },
    ],
    ['fewer open files, which an image may allow itself', { nofile: 1024 }],
    ['memory in whole pages and the quota in whole percent', { memoryBytes: 1024 * MIB - 4095, cpus: 0.509 }],
  ])('may be %s', (_claim, kernel) => {
    expect(() => checkKernel(kernel, limits)).not.toThrow()
  })

  test.each([
    ['no quota', { cpus: null }, 'the kernel did not set the limit that was asked for: CPUs 0.5, set no limit'],
    ['another quota', { cpus: 1 }, 'CPUs 0.5, set 1'],
    ['other cores', { cpuset: [0, 1] }, 'cores 1, set 0-1'],
    ['no limit of memory', { memoryBytes: null }, 'memory 1 GiB, set no limit'],
    ['swap', { memorySwapBytes: 2048 * MIB }, 'memory and swap 1 GiB, set 2 GiB'],
    ['more processes', { pids: null }, 'processes 100, set no limit'],
    ['more open files', { nofile: 8192 }, 'open files 4096, set 8192'],
    ['any number of open files', { nofile: null }, 'open files 4096, set no limit'],
  ])('is refused where it is %s', (_claim, kernel, expected) => {
    expect(() => checkKernel(kernel, limits)).toThrow(expected)
  })

  test('is refused where a container that is kept off cores is not', () => {
    const wanted = { ...asked, sharedCores: [0, 2] }
    const shared = limitsInEngine({ HostConfig: { ...host, CpusetCpus: '0,2' } }, wanted, engine)
    expect(() => checkKernel({ cpuset: [0, 2] }, shared)).not.toThrow()
    expect(() => checkKernel({ cpuset: [0, 1, 2] }, shared)).toThrow('cores 0,2, set 0-2')
  })

  test('need not be a quota where the cores alone are the limit', () => {
    const wanted = { ...asked, cpus: 1, cpuset: [1] }
    const cores = limitsInEngine({ HostConfig: { ...host, NanoCpus: 0, CpusetCpus: '1' } }, wanted, engine)
    expect(() => checkKernel({ cpus: null, cpuset: [1] }, cores)).not.toThrow()
  })
})

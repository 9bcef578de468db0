import { expect, test } from 'vitest'
import { readLimits } from './applied-limits.ts'

const asked = { cpus: 0.5, memoryBytes: 1024 ** 3 }
const host = {
  NanoCpus: 500_000_000,
  Memory: 1024 ** 3,
  MemorySwap: 1024 ** 3,
  Ulimits: [{ Name: 'nofile', Soft: 65536, Hard: 65536 }],
}

test('reads back what the engine has set', () => {
  expect(readLimits(host, asked, { SwapLimit: true })).toEqual({
    cpus: 0.5,
    memoryBytes: 1024 ** 3,
    memorySwapBytes: 1024 ** 3,
    nofile: 65536,
  })
})

test('takes no swap limit as memory alone where the engine cannot limit swap, and no ulimit as none', () => {
  const limits = readLimits({ ...host, MemorySwap: -1, Ulimits: [] }, asked, { SwapLimit: false })
  expect(limits).toMatchObject({ memorySwapBytes: 1024 ** 3, nofile: null })
})

test.each([
  ['other CPUs', { ...host, NanoCpus: 0 }, 'CPUs 0.5, set 0'],
  ['other memory', { ...host, Memory: 512 * 1024 ** 2 }, 'memory 1 GiB, set 512 MiB'],
  ['more swap', { ...host, MemorySwap: 2 * 1024 ** 3 }, 'memory and swap 1 GiB, set 2 GiB'],
  ['endless swap', { ...host, MemorySwap: -1 }, 'memory and swap 1 GiB, set no limit'],
])('refuses %s than asked for', (_claim, found, expected) => {
  expect(() => readLimits(found, asked, { SwapLimit: true })).toThrow(expected)
})

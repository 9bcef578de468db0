import { describe, expect, test } from 'vitest'
import { proxyOf, targetSpec } from '../../fixtures/specs.ts'
import type { TargetSpec } from '../model/config.ts'
import { plainText } from '../model/outside.ts'
import { keepApart } from './keep-apart.ts'

/** What was kept off, what was warned of, and what is left; `able`: whether the machine of the generator has such a way. */
async function kept(given: Partial<TargetSpec>, able = true) {
  const [off, warned]: [(readonly number[])[], string[]] = [[], []]
  const load = {
    keepOff: async (cores: readonly number[]) => {
      off.push(cores)
      return able ? [7] : null
    },
  }
  const log = { warn: (sentence: Parameters<typeof plainText>[0]) => void warned.push(plainText(sentence)) }
  const left = await keepApart(load, targetSpec(given), { log: log as Parameters<typeof keepApart>[2]['log'] })
  return { off, warned, left }
}

const balancer = proxyOf(targetSpec({ cpuset: [2] }))

describe('the load generator', () => {
  test('is kept off the cores of the target and of its balancer', async () => {
    expect(await kept({ cpuset: [1], balancer })).toEqual({ off: [[1, 2]], warned: [], left: [7] })
  })

  test('is kept off those of the balancer alone', async () => {
    expect((await kept({ balancer })).off).toEqual([[2]])
  })

  test('may run anywhere where no cores were named', async () => {
    expect(await kept({})).toEqual({ off: [], warned: [], left: null })
  })

  test('is said to share cores, before any load, where it cannot be kept off', async () => {
    const { warned, left } = await kept({ cpuset: [0, 1] }, false)
    expect(left).toBeNull()
    expect(warned).toEqual([expect.stringContaining('cannot be kept off the cores 0, 1 of "cpuset" on this machine')])
  })
})

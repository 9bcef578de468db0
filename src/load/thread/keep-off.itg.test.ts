import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { SetupError } from '../../model/errors.ts'
import { allowedCores, keepOff } from './keep-off.ts'

const CHILD = fileURLToPath(new URL('../test/keep-off-child.ts', import.meta.url))

type Said = {
  readonly left: readonly number[] | null
  readonly then: readonly string[]
  readonly later: readonly string[]
  readonly threads: number
}

const own = await allowedCores()
const [first] = own

test.skipIf(own.length < 2)('every thread is off the core, those begun later too', async () => {
  const taken = own.at(-1) as number
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, String(taken)])
  const { left, then, later, threads } = JSON.parse(stdout) as Said
  expect(left).toEqual(own.filter((core) => core !== taken))
  expect(threads).toBe(2)
  // Two threads of load, that of the server, and what Node starts with.
  expect(later.length).toBeGreaterThan(then.length)
  const cores = (list: string) =>
    list.split(',').flatMap((span) => {
      const [from = '', to = from] = span.split('-')
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_, step) => Number(from) + step)
    })
  expect(new Set([...then, ...later].map((list) => String(cores(list))))).toEqual(new Set([String(left)]))
  expect(await allowedCores()).toEqual(own)
})

test('where no core would be left everything stays as it is, which is told as that', async () => {
  const refused = keepOff(own)
  await expect(refused).rejects.toThrow(SetupError)
  await expect(refused).rejects.toThrow('none would be left for the load generator')
  expect(await allowedCores()).toEqual(own)
})

test('a core that is not ours changes nothing', async () => {
  expect(first).toBeDefined()
  expect(await keepOff([100_000])).toEqual(own)
  expect(await allowedCores()).toEqual(own)
})

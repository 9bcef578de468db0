import { expect, test } from 'vitest'
import { coresBeside, formatCores, parseCores } from './cores.ts'

test.each([
  ['', []],
  ['0', [0]],
  ['0-3', [0, 1, 2, 3]],
  ['0,2-3,7', [0, 2, 3, 7]],
])('"%s" are the cores %j, and back', (list, cores) => {
  expect(parseCores(list)).toEqual(cores)
  expect(formatCores(cores)).toBe(list)
})

test('reads a file of the kernel with its line end, and a list that is written out', () => {
  expect(parseCores('0-1\n')).toEqual([0, 1])
  expect(parseCores('1,2')).toEqual([1, 2])
})

test('what has no cores of its own is kept off those that another has alone', () => {
  expect(coresBeside([1, 3], [0, 1, 2, 3])).toEqual([0, 2])
  expect(coresBeside(null, [0, 1])).toBeNull()
})

import { expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import { readCpus } from './read-cpus.ts'

it.each<[string, { cpus?: number; cpuset?: number[] }, object]>([
  ['nothing is the usual limit', {}, { cpus: 1, cpuset: null }],
  ['a limit is a limit', { cpus: 0.5 }, { cpus: 0.5, cpuset: null }],
  ['cores are a limit of as many CPUs', { cpuset: [1, 2] }, { cpus: 2, cpuset: [1, 2] }],
  ['a limit below the cores holds', { cpus: 1.5, cpuset: [1, 2] }, { cpus: 1.5, cpuset: [1, 2] }],
  ['a limit may be all of the cores', { cpus: 2, cpuset: [1, 2] }, { cpus: 2, cpuset: [1, 2] }],
])('%s', (_, written, expected) => {
  const { reading, told } = readingOf('target: { cpus: 1 }')
  expect([readCpus(reading, ['target'], written, 1), told()]).toEqual([expected, ''])
})

it('a limit above the cores could never be used', () => {
  const { reading, told } = readingOf('target: { cpus: 1.5, cpuset: 0 }')
  readCpus(reading, ['target'], { cpus: 1.5, cpuset: [0] }, 1)
  expect(told()).toContain('perf-gate.yml:1:17: target.cpus: 1.5 is more than the one core of cpuset')
})

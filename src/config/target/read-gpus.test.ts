import { expect, it } from 'vitest'
import { readingOf } from '../../../fixtures/config/reading.ts'
import type { Gpus } from '../../model/container-spec.ts'
import { readGpus } from './read-gpus.ts'

it.each<[Gpus | undefined, string]>([
  [undefined, ''],
  ['all', ''],
  [{ count: 2 }, ''],
  [{ ids: ['0', '1'] }, ''],
  [{ ids: ['0', '1', '0'] }, 'perf-gate.yml:1:17: target.gpus names "0" twice'],
])('gpus %j', (gpus, problem) => {
  const { reading, told } = readingOf('target: { gpus: all }')
  expect(readGpus(reading, gpus)).toEqual(gpus ?? null)
  expect(told().split('\n')[0]).toBe(problem)
})

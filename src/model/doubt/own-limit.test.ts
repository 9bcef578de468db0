import { expect, test } from 'vitest'
import { outside, plainText } from '../outside.ts'
import type { FailureGroup, RequestSamples, StageSamples } from '../samples.ts'
import { ownLimit } from './own-limit.ts'

function group(kind: FailureGroup['kind'], count: number, example: string | null = null): FailureGroup {
  return { kind, status: null, count, firstMs: 0, lastMs: 0, example: example === null ? null : outside(example) }
}

function stage(...failures: FailureGroup[]): StageSamples {
  const perRequest = [{ failures } as unknown as RequestSamples]
  return { perRequest } as unknown as StageSamples
}

test('is nothing where every connection was tried', () => {
  expect(ownLimit([])).toBeNull()
  expect(ownLimit([stage(group('refused', 3), group('other', 1))])).toBeNull()
})

test('says how often, with what the system said, and what to do', () => {
  const said = ownLimit([
    stage(group('reset', 9)),
    stage(group('own-limit', 2), group('own-limit', 3, 'connect EMFILE')),
  ])
  expect(plainText(said ?? [])).toBe(
    'the load generator could not open a connection 5 times because its own machine had no more files, ports or memory for it (connect EMFILE); raise the limit of open files (ulimit -n), or use fewer connections and keep them',
  )
  expect(plainText(ownLimit([stage(group('own-limit', 1))]) ?? [])).toContain('a connection once because')
})

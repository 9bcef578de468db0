import { expect, test } from 'vitest'
import { plainText } from '../model/outside.ts'
import type { Artifact } from './artifact-list.ts'
import { origin } from './test/origin.ts'
import { LARGEST_ZIP_BYTES, refuseArtifact, unusableArtifact } from './trust-artifact.ts'

const run = { id: 10, repositoryId: 700, headRepositoryId: 700, headBranch: 'main', headSha: null }
const good: Artifact = {
  id: 1,
  name: 'perf-gate-baseline-x',
  sizeBytes: LARGEST_ZIP_BYTES,
  expired: false,
  expiresAt: null,
  digest: null,
  run,
}

test('an artifact of a run of the base branch is worth a look', () => {
  expect(refuseArtifact(good, origin)).toBeNull()
})

test('what GitHub does not say of the run is asked of the run', () => {
  const artifact = {
    ...good,
    run: { id: 10, repositoryId: null, headRepositoryId: null, headBranch: null, headSha: null },
  }
  expect(refuseArtifact(artifact, origin)).toBeNull()
})

test.each<[string, Artifact['run'], string]>([
  ['no run', null, 'GitHub does not say which run it is of'],
  ['this run', { ...run, id: 99 }, 'it is of this run itself'],
  ['another repository', { ...run, repositoryId: 1 }, 'its run belongs to another repository'],
  ['a fork', { ...run, headRepositoryId: 701 }, 'its run came from a fork'],
  ['another branch', { ...run, headBranch: 'change' }, 'its run was on change, not on main'],
])('an artifact of %s is not', (_, of, why) => {
  expect(plainText(refuseArtifact({ ...good, run: of }, origin) ?? [])).toBe(why)
})

test.each<[string, Partial<Artifact>, string | null]>([
  ['one at the largest size can be used', {}, null],
  [
    'one beyond it cannot',
    { sizeBytes: LARGEST_ZIP_BYTES + 1 },
    'it has 1048577 bytes; a baseline has at most 1048576',
  ],
  [
    'an expired one cannot',
    { expired: true, expiresAt: '2026-04-02' },
    'it has expired (2026-04-02): a run of the base branch, also one by schedule, stores a new one',
  ],
])('%s', (_, facts, why) => {
  const said = unusableArtifact({ ...good, ...facts })
  expect(said === null ? null : plainText(said)).toBe(why)
})

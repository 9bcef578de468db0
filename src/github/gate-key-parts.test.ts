import { expect, test } from 'vitest'
import { readKeyParts } from './gate-key-parts.ts'

const env = {
  GITHUB_WORKFLOW_REF: 'acme/api/.github/workflows/perf.yml@refs/heads/a@b',
  GITHUB_WORKFLOW: 'Performance',
  GITHUB_JOB: 'gate',
  GITHUB_ACTION: '__acme_perf-gate_2',
}

test('a gate is at a step of a job of a workflow file, whichever branch runs', () => {
  const parts = { workflow: '.github/workflows/perf.yml', job: 'gate', step: '__acme_perf-gate_2' }
  expect(readKeyParts(env)).toEqual(parts)
  expect(
    readKeyParts({ ...env, GITHUB_WORKFLOW_REF: 'acme/api/.github/workflows/perf.yml@refs/pull/7/merge' }),
  ).toEqual(parts)
})

test('where the runner does not name the file, as under act, the name of the workflow stands for it', () => {
  expect(readKeyParts({ ...env, GITHUB_WORKFLOW_REF: undefined, GITHUB_ACTION: '' })).toEqual({
    workflow: 'Performance',
    job: 'gate',
    step: null,
  })
  expect(readKeyParts({})).toEqual({ workflow: null, job: null, step: null })
})

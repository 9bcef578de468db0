import { expect, test } from 'vitest'
import type { Config } from '../../model/config.ts'
import type { GateKey } from '../../model/gate-key.ts'
import { gateIdentity } from './gate-identity.ts'

const ENV = {
  GITHUB_WORKFLOW_REF: 'acme/api/.github/workflows/perf.yml@refs/heads/main',
  GITHUB_JOB: 'gate',
  GITHUB_ACTION: '__acme_perf-gate',
  INPUT_CONFIG: 'perf-gate.yml',
}
const configOf = (image: string) => ({ target: { image } }) as Config

/** The key of a gate in a workspace. */
function keyOf(env: object, image = 'ghcr.io/acme/api:1', chosen: string | null = null): string {
  const key = chosen === null ? null : { id: chosen, label: { outside: chosen } }
  return gateIdentity({ env: { ...ENV, ...env }, directory: '/w', workspace: '/w', chosen: key }).know(configOf(image))
    .id
}

test('a gate keeps its key from commit to commit', () => {
  const other = keyOf(
    { GITHUB_WORKFLOW_REF: 'acme/api/.github/workflows/perf.yml@refs/pull/3/merge' },
    'ghcr.io/acme/api:2',
  )
  expect(other).toBe(keyOf({}))
})

test.each<[string, object, string?]>([
  ['another step of the job', { GITHUB_ACTION: '__acme_perf-gate_2' }],
  ['another workflow', { GITHUB_WORKFLOW_REF: 'acme/api/.github/workflows/nightly.yml@refs/heads/main' }],
  ['another cell of the matrix', { INPUT_MATRIX: '{"cpus": 2}' }],
  ['another configuration', { INPUT_CONFIG: 'other.yml' }],
  ['another image', {}, 'ghcr.io/acme/worker:1'],
])('%s is another gate', (_, env, image) => {
  expect(keyOf(env, image)).not.toBe(keyOf({}))
})

test('where a gate stands is known before the configuration is, whatever it is called', () => {
  const placeOf = (env: object, chosen: GateKey | null = null) =>
    gateIdentity({ env: { ...ENV, ...env }, directory: '/w', workspace: '/w', chosen }).place
  expect(placeOf({}, { id: 'api', label: { outside: 'api' } })).toBe(placeOf({}))
  for (const env of [{ GITHUB_ACTION: '__acme_perf-gate_2' }, { INPUT_MATRIX: '{"cpus": 2}' }]) {
    expect(placeOf(env)).not.toBe(placeOf({}))
  }
})

test.each<[string, Record<string, string>]>([
  ['an image that was not built', { INPUT_IMAGE: '' }],
  ['a tag that is missing', { INPUT_IMAGE: 'ghcr.io/acme/api:' }],
  ['another image', { INPUT_IMAGE: 'ghcr.io/acme/worker:1' }],
  ['a configuration that is gone', { INPUT_CONFIG: '' }],
  ['another configuration', { INPUT_CONFIG: 'other.yml' }],
])('%s leaves it where it stands', (_, env) => {
  const placeOf = (given: object) =>
    gateIdentity({ env: { ...ENV, ...given }, directory: '/w', workspace: '/w', chosen: null }).place
  expect(placeOf(env)).toBe(placeOf({ INPUT_IMAGE: 'ghcr.io/acme/api:1' }))
})

test('a chosen key is known before the configuration is, and wins over it', () => {
  const chosen = gateIdentity({
    env: ENV,
    directory: '/w',
    workspace: '/w',
    chosen: { id: 'api', label: { outside: 'api' } },
  })
  expect(chosen.key()?.id).toBe('api')
  expect(chosen.know(configOf('x')).id).toBe('api')
  expect(gateIdentity({ env: ENV, directory: '/w', workspace: '/w', chosen: null }).key()).toBeNull()
})

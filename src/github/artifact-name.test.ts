import { expect, test } from 'vitest'
import { artifactName } from './artifact-name.ts'

test('the name can be read, and has nothing that an artifact may not have', () => {
  expect(artifactName('.github/workflows/ci.yml gate "ghcr.io/acme/api" {cpus: 1}')).toMatch(
    /^perf-gate-baseline-github-workflows-ci-yml-gate-ghcr-io-acme-api-cpus-1-[0-9a-f]{10}$/,
  )
})

test('keys that read alike have different names', () => {
  expect(artifactName('a b')).not.toBe(artifactName('a-b'))
})

test.each(['', 'ключ', 'x'.repeat(5000)])('any key has a name of at most 90 characters', (key) => {
  expect(artifactName(key)).toMatch(/^[a-z0-9-]{25,90}$/)
})

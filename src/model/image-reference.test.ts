import { describe, expect, test } from 'vitest'
import { digestOf, isReference, registryOf, repositoryOf } from './image-reference.ts'

test.each([
  ['redis', 'docker.io', 'redis'],
  ['redis:7', 'docker.io', 'redis'],
  ['acme/api:1.0', 'docker.io', 'acme/api'],
  ['docker.io/library/redis:7', 'docker.io', 'redis'],
  ['ghcr.io/acme/api:1.0', 'ghcr.io', 'ghcr.io/acme/api'],
  ['localhost/api', 'localhost', 'localhost/api'],
  ['127.0.0.1:5000/api', '127.0.0.1:5000', '127.0.0.1:5000/api'],
  ['127.0.0.1:5000/acme/api:2@sha256:ab', '127.0.0.1:5000', '127.0.0.1:5000/acme/api'],
])('%s comes from the registry %s and is the repository %s', (reference, registry, repository) => {
  expect([registryOf(reference), repositoryOf(reference)]).toEqual([registry, repository])
})

describe('digestOf', () => {
  const digests = ['mirror.example/api@sha256:11', 'ghcr.io/acme/api@sha256:22']
  test.each([
    ['takes the digest of the same repository', 'ghcr.io/acme/api:1', digests, 'ghcr.io/acme/api@sha256:22'],
    ['takes no digest of another repository', 'acme/api:1', digests, null],
    ['takes no other digest than the one asked for', 'ghcr.io/acme/api@sha256:33', digests, null],
    ['has none for a local build', 'api:1', [], null],
    ['takes the only one for an id', 'sha256:ff', ['a@sha256:11'], 'a@sha256:11'],
    ['takes none for an id with several', 'sha256:ff', digests, null],
  ])('%s', (_claim, reference, repoDigests, expected) => {
    expect(digestOf(reference, repoDigests)).toBe(expected)
  })
})

test.each([
  ['ghcr.io/acme/api:1.0', true],
  ['[::1]:5000/api@sha256:ab', true],
  ['Not An Image', false],
  ['', false],
  ['a/../../containers/json', false],
  ['https://ghcr.io/acme/api', false],
  ['api?tag=1', false],
])('%j can be a reference: %s', (text, expected) => {
  expect(isReference(text)).toBe(expected)
})

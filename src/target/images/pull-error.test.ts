import { expect, test } from 'vitest'
import { classifyPull, explainPull } from './pull-error.ts'

const HUB = 'docker.io'
const OWN = 'ghcr.io'
const maybePrivate = "pull access denied for x, repository does not exist or may require 'docker login': "

test.each([
  [HUB, `${maybePrivate}denied: requested access to the resource is denied`, 'not-found'],
  [OWN, `${maybePrivate}denied: requested access to the resource is denied`, 'login'],
  [OWN, 'Head "https://ghcr.io/v2/a/b/manifests/1": denied', 'login'],
  [OWN, 'Head "https://ghcr.io/v2/a/b/manifests/1": unauthorized', 'login'],
  [OWN, 'Get "http://127.0.0.1:5000/v2/a/manifests/1": no basic auth credentials', 'login'],
  [OWN, 'manifest for ghcr.io/a/b:1 not found: manifest unknown: manifest unknown', 'not-found'],
  [OWN, 'no matching manifest for linux/amd64 in the manifest list entries', 'platform'],
  [HUB, 'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io: no such host', 'unreachable'],
  [OWN, 'Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused', 'unreachable'],
  [HUB, 'toomanyrequests: You have reached your pull rate limit', 'rate-limit'],
  [HUB, 'invalid reference format', 'bad-reference'],
  [HUB, 'write /var/lib/docker/tmp/x: no space left on device', 'disk-full'],
  [OWN, 'failed to register layer: write /usr/lib/tls/forbidden.so: no space left on device', 'disk-full'],
  [OWN, 'failed to register layer: Disk quota exceeded', 'disk-full'],
  [OWN, 'something that nobody has seen yet', 'other'],
] as const)('%s saying "%s" is %s', (registry, said, expected) => {
  expect(classifyPull(registry, said)).toBe(expected)
})

test('an image that is nowhere is told with load: true, for who has built it in the same job', () => {
  const error = explainPull(
    'acme/api:1',
    'linux/amd64',
    `${maybePrivate}denied: requested access to the resource is denied`,
  )
  expect(error.message).toContain('the image acme/api:1 is neither in the engine nor in a registry (docker.io)')
  expect(error.message).toContain('with build-push-action add load: true')
})

test('a full disk is told as that, with what frees some', () => {
  const error = explainPull('acme/api:1', 'linux/amd64', 'write /var/lib/docker/tmp/x: no space left on device')
  expect(error.message).toContain('the image acme/api:1 does not fit on the disk')
  expect(error.message).toContain('docker system prune')
  expect(error.message).not.toContain('load: true')
})

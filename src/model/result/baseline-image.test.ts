import { describe, expect, test } from 'vitest'
import type { BaselineConfig } from '../config.ts'
import { plainText } from '../outside.ts'
import { imageOfBaseline } from './baseline-image.ts'

const ID = `sha256:${'1'.repeat(64)}`
const DIGEST = `sha256:${'2'.repeat(64)}`

/** What may be run, or why nothing. */
function chosen(digest: string | null, target: string, path: string | null = null): string {
  const image = imageOfBaseline({ digest, id: ID }, target, { path } as BaselineConfig)
  return image.state === 'none' ? plainText(image.why) : `${image.image.pull} ${image.image.reference}`
}

describe('the image of a baseline that a job uploaded', () => {
  test.each([
    [`ghcr.io/acme/api@${DIGEST}`, 'ghcr.io/acme/api:1.5.0'],
    [`ghcr.io/acme/api@${DIGEST}`, `ghcr.io/acme/api@sha256:${'3'.repeat(64)}`],
    [`localhost:5000/api@${DIGEST}`, 'localhost:5000/api'],
    [`redis@${DIGEST}`, 'docker.io/library/redis:7'],
  ])('%s is run beside %s', (digest, target) => {
    expect(chosen(digest, target)).toBe(`missing ${digest}`)
  })

  test.each([
    ['of another repository', `ghcr.io/evil/api@${DIGEST}`, 'ghcr.io/acme/api:1', 'is of ghcr.io/evil/api, not of'],
    ['of another registry', `evil.example/acme/api@${DIGEST}`, 'ghcr.io/acme/api:1', 'not of this target'],
    ['of a repository below it', `ghcr.io/acme/api/x@${DIGEST}`, 'ghcr.io/acme/api:1', 'not of this target'],
    ['for a target that is an id', `ghcr.io/acme/api@${DIGEST}`, ID, 'not of this target'],
    ['by a tag', 'ghcr.io/acme/api:1', 'ghcr.io/acme/api:1', 'does not name its image by a digest'],
    ['by a short digest', 'ghcr.io/acme/api@sha256:12', 'ghcr.io/acme/api:1', 'does not name its image by a digest'],
    ['by two digests', `ghcr.io/acme/api@x@${DIGEST}`, 'ghcr.io/acme/api:1', 'does not name its image by a digest'],
    ['that was never pushed', null, 'ghcr.io/acme/api:1', 'was never pushed to a registry'],
  ])('%s is not run', (_, digest, target, why) => {
    expect(chosen(digest, target)).toContain(why)
  })
})

describe('the image of a baseline file that the configuration names', () => {
  test('is run by its digest, else by the id that the engine may still hold', () => {
    expect(chosen(`ghcr.io/other/api@${DIGEST}`, 'ghcr.io/acme/api:1', '/b.json')).toBe(
      `missing ghcr.io/other/api@${DIGEST}`,
    )
    expect(chosen(null, 'ghcr.io/acme/api:1', '/b.json')).toBe(`never ${ID}`)
  })
})

import { describe, expect, test } from 'vitest'
import { targetSpec } from '../../fixtures/specs.ts'
import type { TargetSpec } from '../model/config.ts'
import { setupFingerprint } from './setup-fingerprint.ts'

const abort = { failureShare: 0.5, forMs: 5000 }
const of = (target: Partial<TargetSpec>) => setupFingerprint({ target: targetSpec(target), dependencies: null, abort })

describe('the fingerprint of a set-up', () => {
  test.each<[string, Partial<TargetSpec>]>([
    ['command', { command: ['serve', '--workers', '2'] }],
    ['user', { user: '1000' }],
    ['mounts', { mounts: [{ source: '/models/a', path: '/model' }] }],
    ['network', { network: 'mlflow' }],
    ['names of the environment', { env: { WORKERS: '1' } }],
  ])('is another one with another %s', (_, target) => expect(of(target)).not.toBe(of({})))

  test('is the same with other values of the environment, which it must not give away, and with another tag of one image', () => {
    expect(of({ env: { TOKEN: 'a' } })).toBe(of({ env: { TOKEN: 'b' } }))
    expect(of({ image: 'api:1' })).toBe(of({ image: 'api:2' }))
  })

  test('is another one with another rule of when to abort', () => {
    const target = targetSpec({})
    const other = setupFingerprint({ target, dependencies: null, abort: { failureShare: 0.2, forMs: 5000 } })
    expect(other).not.toBe(of({}))
  })
})

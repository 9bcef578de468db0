import { createHash } from 'node:crypto'
import type { Config } from '../model/config.ts'

/**
 * SHA-256 (hex) of how targets are set up: limits, command, mounts, readiness, network, dependencies, and when a stage is aborted. Of the environment
 * the names alone, and of what is mounted where it is and not what it holds.
 */
export function setupFingerprint({
  target,
  dependencies,
  abort,
}: Pick<Config, 'target' | 'dependencies' | 'abort'>): string {
  // The image is known by its id.
  const { image: _image, ...rest } = target
  const text = JSON.stringify([rest, dependencies, abort], (key, value) => (key === 'env' ? Object.keys(value) : value))
  return createHash('sha256').update(text).digest('hex')
}

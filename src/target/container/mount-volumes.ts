import { statSync } from 'node:fs'
import { posix } from 'node:path'
import type { ContainerSpec, Mount } from '../../model/container-spec.ts'

/**
 * The folders of a container that are volumes of its own, because files are copied into them: the engine copies nothing into a root file
 * system that cannot be written. Such a volume begins with what the image has there, and is removed with its container.
 */
export function mountVolumes(spec: Pick<ContainerSpec, 'readOnly' | 'mounts'>): readonly string[] {
  return spec.readOnly ? [...new Set(spec.mounts.map(mountFolder))].sort() : []
}

/** The folder in the container that a mount is, or lies in. */
export function mountFolder({ source, path }: Mount): string {
  return statSync(source, { throwIfNoEntry: false })?.isDirectory() ? mountPath(path) : posix.dirname(mountPath(path))
}

/** Without `..`, `//` and a slash at the end. */
export function mountPath(path: string): string {
  return posix.resolve('/', path)
}

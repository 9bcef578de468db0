import type { ContainerSpec } from '../../model/container-spec.ts'
import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'
import { listMountFiles } from '../container/mount-files.ts'
import { mountFolder, mountPath } from '../container/mount-volumes.ts'

/** Whether the mounts are there and can be copied into such a container, before any is started. Throws SetupError. */
export async function checkMounts(spec: Pick<ContainerSpec, 'mounts' | 'tmpfs' | 'readOnly'>): Promise<void> {
  await listMountFiles(spec.mounts)
  for (const mount of spec.mounts) {
    const path = mountPath(mount.path)
    const covered = Object.keys(spec.tmpfs).find((folder) => isInside(path, mountPath(folder)))
    if (covered !== undefined) {
      throw new SetupError(
        words`the mount ${outside(path)} lies in ${outside(covered)} of "tmpfs", which is empty when the container starts`,
        words`Mount it elsewhere, or leave that folder out of "tmpfs".`,
      )
    }
    if (spec.readOnly && mountFolder(mount) === '/') {
      throw new SetupError(
        words`the mount ${outside(path)} lies in the root folder, into which nothing can be copied with "read-only"`,
        words`Mount the file into a folder, or leave "read-only" out.`,
      )
    }
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? folder : `${folder}/`)
}

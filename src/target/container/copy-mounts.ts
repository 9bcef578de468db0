import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import type { ContainerSpec } from '../../model/container-spec.ts'
import { SetupError } from '../../model/errors.ts'
import { outside, words } from '../../model/outside.ts'
import { readEngineError } from '../engine/error.ts'
import { listMountFiles } from './mount-files.ts'
import { mountFolder, mountVolumes } from './mount-volumes.ts'
import { writeTar } from './tar.ts'

/** Copies the mounts into a container that was created and not started. Throws SetupError where one cannot be copied. */
export async function copyMounts(
  docker: Docker,
  id: string,
  spec: Pick<ContainerSpec, 'readOnly' | 'mounts'>,
): Promise<void> {
  const volumes = mountVolumes(spec)
  for (const mount of spec.mounts) {
    const base = volumes.length === 0 ? '/' : mountFolder(mount)
    // An empty folder that is a volume is there already.
    const files = (await listMountFiles([mount])).filter(({ path }) => path !== base)
    if (files.length === 0) continue
    try {
      const tar = Readable.from(writeTar(files, base))
      // Without this a file would take the place of a folder of the image, with all that is in it.
      await docker.getContainer(id).putArchive(tar, { path: base, noOverwriteDirNonDir: 'true' })
    } catch (thrown) {
      if (thrown instanceof SetupError) throw thrown
      const { message } = readEngineError(thrown)
      throw new SetupError(
        words`the mount ${outside(mount.path)} could not be copied into the container: ${outside(message)}`,
        words`Mount it where the image has nothing of that name, or what is of the same kind (a file over a file, a folder over a folder).`,
        { cause: thrown },
      )
    }
  }
}

import { statfs } from 'node:fs/promises'
import { SetupError } from '../../model/errors.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import { formatBytes } from '../../model/units.ts'
import type { EngineInfo } from '../engine/engine.ts'
import { FREE_THE_DISK } from '../engine/full-disk.ts'
import { isEnginesMachine } from '../observe/host-cpu.ts'

/** With less than this a container cannot even keep its log. */
const LEAST_FREE_BYTES = 64 * 1024 ** 2
/** With less than this an image that has to be pulled, or what a target writes, may not fit. */
const LITTLE_FREE_BYTES = 1024 ** 3

/** Free space where the engine keeps images and containers, in bytes. */
export type EngineDisk = { readonly folder: string; readonly freeBytes: number }

/** Throws SetupError where there is none left; a warning where there is little, else `null`. */
export function checkDisk({ folder, freeBytes }: EngineDisk): Words | null {
  const found = words`the disk on which the engine keeps images and containers (${outside(folder)}) has ${formatBytes(freeBytes)} left`
  if (freeBytes < LEAST_FREE_BYTES) throw new SetupError(found, FREE_THE_DISK)
  if (freeBytes >= LITTLE_FREE_BYTES) return null
  return words`${found}: an image that has to be pulled, or what a container writes, may not fit. ${FREE_THE_DISK}`
}

/** `null` where it cannot be seen from here: an engine in a machine of its own, or a folder that is not ours to look into. */
export async function readDisk(
  info: Pick<EngineInfo, 'DockerRootDir' | 'KernelVersion' | 'MemTotal'>,
): Promise<EngineDisk | null> {
  const { DockerRootDir: folder } = info
  if (!folder || !isEnginesMachine(info)) return null
  try {
    const { bavail, bsize } = await statfs(folder)
    return { folder, freeBytes: bavail * bsize }
  } catch {
    // A job container has no such folder.
    return null
  }
}

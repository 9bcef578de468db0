import type { z } from 'zod'
import type { ContainerSpec } from '../../model/container-spec.ts'
import { PIDS } from '../defaults.ts'
import type { containerShape } from '../schema/container-schema.ts'
import type { Reading } from '../sources.ts'
import type { Path } from '../yaml/tree.ts'
import { readCpus } from './read-cpus.ts'
import { readEnv } from './read-env.ts'
import { readMounts } from './read-mounts.ts'
import { readTmpfs } from './read-tmpfs.ts'

type ContainerParts = Partial<z.output<z.ZodObject<typeof containerShape>>>

/** Limits where none are written. */
type Usual = { readonly cpus: number; readonly memoryBytes: number }

/** What the target and a proxy in front of it have in common, at `path`. `parts`: what the schema found right there. What else is wrong is reported. */
export function readContainer(
  reading: Reading,
  path: Path,
  parts: ContainerParts,
  usual: Usual,
): Omit<ContainerSpec, 'image' | 'gpus'> {
  const tmpfs = readTmpfs(reading, [...path, 'tmpfs'])
  return {
    port: parts.port ?? null,
    ...readCpus(reading, path, parts, usual.cpus),
    memoryBytes: parts.memory ?? usual.memoryBytes,
    pids: parts.pids ?? PIDS,
    nofile: parts.nofile ?? null,
    shmBytes: parts['shm-size'] ?? null,
    tmpfs,
    readOnly: parts['read-only'] ?? false,
    mounts: readMounts(reading, [...path, 'mounts'], Object.keys(tmpfs)),
    env: readEnv(reading, path),
    command: parts.command ?? null,
    entrypoint: parts.entrypoint ?? null,
    user: parts.user ?? null,
    pull: parts.pull ?? 'missing',
    platform: parts.platform ?? null,
  }
}

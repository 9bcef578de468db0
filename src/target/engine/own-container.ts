import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type Docker from 'dockerode'
import { readEngineError } from './error.ts'

/** The container of this engine that this process runs in; `null` where it runs outside, or in a container of another engine. */
export async function findOwnContainer(docker: Docker): Promise<Docker.ContainerInspectInfo | null> {
  for (const id of await readOwnIds()) {
    const found = await inspectIfThere(docker, id)
    if (found?.Id.startsWith(id)) return found
  }
  return null
}

/** Ids that this process's container may have (`ownContainerIds`), also the beginning of one. */
export async function readOwnIds(): Promise<readonly string[]> {
  const [mountInfo, cgroup] = await Promise.all([readOr('/proc/self/mountinfo'), readOr('/proc/self/cgroup')])
  return ownContainerIds({ mountInfo, cgroup, hostname: hostname() })
}

/**
 * Ids that this process's container may have, likeliest first. An engine mounts files of its own over the container's `/etc/hostname` and
 * its like, from a folder named after the container; with cgroup v1 the id is also in the cgroup's path; and it is the host name where
 * nobody chose another.
 */
export function ownContainerIds(own: {
  readonly mountInfo: string
  readonly cgroup: string
  readonly hostname: string
}): readonly string[] {
  // https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: field 4 is the path in the file system, field 5 where it is mounted.
  const mounted = own.mountInfo.matchAll(
    /^\S+ \S+ \S+ \S*\/([0-9a-f]{64})\/\S* \/etc\/(?:hostname|hosts|resolv\.conf) /gm,
  )
  const grouped = own.cgroup.matchAll(/^\d+:.*[/-]([0-9a-f]{64})(?:\.scope)?$/gm)
  const named = own.hostname.matchAll(/^([0-9a-f]{12})$/g)
  return [...new Set([...mounted, ...grouped, ...named].map(([, id = '']) => id))]
}

async function inspectIfThere(docker: Docker, id: string): Promise<Docker.ContainerInspectInfo | null> {
  try {
    return await docker.getContainer(id).inspect()
  } catch (thrown) {
    if (readEngineError(thrown).status === 404) return null
    throw thrown
  }
}

async function readOr(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    // Not Linux.
    return ''
  }
}

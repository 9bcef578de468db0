import { readdir, readFile } from 'node:fs/promises'
import { SetupError } from '../../model/errors.ts'
import { words } from '../../model/outside.ts'

/** The engine's proxy for a published port holds two sockets for each connection, and two pipes of two ends to move bytes between them. */
const FILES_PER_CONNECTION = 6
/** A proxy that has reached its limit takes no connection ever again, so that it must stay well below. */
const USABLE_SHARE = 0.8
/** Each port is a process of the engine. */
const MOST_PORTS = 64

/**
 * Ports of the host to publish for one container, so that the proxy behind each stays below its limit of open files.
 * `connections`: the most that are open to the container at once. `proxyLimit`: `null` where it is not known; then one port has to do.
 * Throws SetupError where it would take too many.
 */
export function portsFor(connections: number, proxyLimit: number | null): number {
  if (proxyLimit === null) return 1
  const perPort = Math.max(1, Math.floor((proxyLimit * USABLE_SHARE) / FILES_PER_CONNECTION))
  const ports = Math.max(1, Math.ceil(connections / perPort))
  if (ports <= MOST_PORTS) return ports
  throw new SetupError(
    words`the plan keeps ${connections} connections open to one container, and the engine may open only ${proxyLimit} files for a published port, which is enough for ${perPort}`,
    words`Raise the limit of open files of dockerd ("LimitNOFILE=1048576" in its systemd unit, or "ulimit -n" before it is started), or plan fewer connections.`,
  )
}

/** This process's own files besides its connections: the engine's API, logs, modules, threads. */
const OWN_FILES = 256

/** Whether this process may open so many connections. `ownLimit`: `null` where it is not known. Throws SetupError. */
export function checkOwnFiles(connections: number, ownLimit: number | null): void {
  if (ownLimit === null || connections + OWN_FILES <= ownLimit) return
  throw new SetupError(
    words`the plan keeps ${connections} connections open at once, but perf-gate may open only ${ownLimit} files, of which it needs ${OWN_FILES} for itself`,
    words`Raise the hard limit of open files before perf-gate is started ("ulimit -Hn ${connections + OWN_FILES}" as root, "--ulimit nofile=${connections + OWN_FILES}" for a container), or plan fewer connections.`,
  )
}

/**
 * Open files that a proxy of the engine's may have: the lowest limit of all engines and proxies that run here, since which of them is ours
 * cannot be told. A proxy raises its soft limit as dockerd does, so that dockerd's stands for it. `null` where none can be seen, as with
 * Docker Desktop.
 */
export async function readProxyLimit(): Promise<number | null> {
  const pids = (await readdirOr('/proc')).filter((name) => /^\d+$/.test(name))
  const limits = await Promise.all(pids.map(readLimitOf))
  const known = limits.filter((limit) => limit !== null)
  return known.length === 0 ? null : Math.min(...known)
}

async function readLimitOf(pid: string): Promise<number | null> {
  const name = (await readOr(`/proc/${pid}/comm`)).trim()
  if (name !== 'dockerd' && name !== 'docker-proxy') return null
  return parseSoftLimit(await readOr(`/proc/${pid}/limits`))
}

/** The soft limit of open files in `/proc/PID/limits`; `null` where it is not there or `unlimited`. */
export function parseSoftLimit(limits: string): number | null {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1]
  return soft === undefined ? null : Number(soft)
}

async function readdirOr(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch {
    // Not Linux.
    return []
  }
}

async function readOr(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    // It has ended meanwhile, or is hidden from us.
    return ''
  }
}

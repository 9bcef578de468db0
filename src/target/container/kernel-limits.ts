import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCores } from '../checks/cores.ts'
import { type CgroupPlace, findCgroup } from '../observe/cgroup-place.ts'

/** What the kernel holds a container to. `null`: no limit; left out: cannot be read from here. */
export type KernelLimits = {
  /** The quota, in cores. */
  readonly cpus?: number | null
  readonly cpuset?: readonly number[]
  readonly memoryBytes?: number | null
  readonly memorySwapBytes?: number | null
  readonly pids?: number | null
  /** Of its main process. */
  readonly nofile?: number | null
}

/** The text of a file; `null` where there is none, or none for us. */
export type ReadText = (path: string) => Promise<string | null>

/**
 * Of the container with that main process. Empty where it cannot be seen from here: the engine is on another machine or in another pid
 * namespace, or the process has ended.
 */
export async function readKernelLimits(pid: number, id: string, read: ReadText = readText): Promise<KernelLimits> {
  const [groups, mounts, limits] = await Promise.all([
    read(`/proc/${pid}/cgroup`),
    read('/proc/self/mountinfo'),
    read(`/proc/${pid}/limits`),
  ])
  const place = groups === null || mounts === null ? null : findCgroup(id, groups, mounts)
  if (place === null) return {}
  const group = place.version === 1 ? await readVersion1(place, read) : await readVersion2(place, read)
  return known({ ...group, nofile: parseOpenFiles(limits) })
}

type Found = { readonly [key in keyof KernelLimits]: KernelLimits[key] | undefined }

/** https://docs.kernel.org/admin-guide/cgroup-v1/index.html, https://docs.kernel.org/scheduler/sched-bwc.html */
async function readVersion1({ folders }: CgroupPlace & { version: 1 }, read: ReadText): Promise<Found> {
  const at = (folder: string | null, file: string) => (folder === null ? null : read(join(folder, file)))
  const [quota, period, cpuset, memory, memorySwap, pids] = await Promise.all([
    at(folders.cpu, 'cpu.cfs_quota_us'),
    at(folders.cpu, 'cpu.cfs_period_us'),
    at(folders.cpuset, 'cpuset.cpus'),
    at(folders.memory, 'memory.limit_in_bytes'),
    at(folders.memory, 'memory.memsw.limit_in_bytes'),
    at(folders.pids, 'pids.max'),
  ])
  return {
    cpus: parseQuota(quota, period),
    cpuset: cpuset === null ? undefined : parseCores(cpuset),
    memoryBytes: parseLimit(memory),
    memorySwapBytes: parseLimit(memorySwap),
    pids: parseLimit(pids),
  }
}

/** https://docs.kernel.org/admin-guide/cgroup-v2.html */
async function readVersion2({ folder }: CgroupPlace & { version: 2 }, read: ReadText): Promise<Found> {
  const at = (file: string) => read(join(folder, file))
  const [cpu, cpuset, memory, swap, pids] = await Promise.all([
    at('cpu.max'),
    at('cpuset.cpus'),
    at('memory.max'),
    at('memory.swap.max'),
    at('pids.max'),
  ])
  const [quota = null, period = null] = cpu?.trim().split(/\s+/) ?? []
  const memoryBytes = parseLimit(memory)
  return {
    cpus: parseQuota(quota, period),
    cpuset: cpuset === null ? undefined : parseCores(cpuset),
    memoryBytes,
    memorySwapBytes: addSwap(memoryBytes, parseLimit(swap)),
    pids: parseLimit(pids),
  }
}

/** Version 2 counts swap apart from memory. */
function addSwap(memoryBytes: number | null | undefined, swapBytes: number | null | undefined): Found['memoryBytes'] {
  if (memoryBytes === undefined || swapBytes === undefined) return undefined
  return memoryBytes === null || swapBytes === null ? null : memoryBytes + swapBytes
}

/** The CPU time of each period over the period, both in microseconds. `-1` (version 1) and `max` are no limit. */
function parseQuota(quota: string | null, period: string | null): Found['cpus'] {
  if (quota === null || period === null) return undefined
  const cpus = Number(quota) / Number(period)
  return cpus > 0 ? cpus : null
}

/** Version 1 says "no limit" of memory by the most that a counter of pages holds. */
const ENDLESS_BYTES = 2 ** 62

function parseLimit(text: string | null): number | null | undefined {
  if (text === null) return undefined
  const limit = text.trim() === 'max' ? Number.POSITIVE_INFINITY : Number(text)
  return limit < ENDLESS_BYTES ? limit : null
}

/** The soft limit. https://man7.org/linux/man-pages/man5/proc_pid_limits.5.html */
function parseOpenFiles(limits: string | null): Found['nofile'] {
  const soft = /^Max open files\s+(\S+)/m.exec(limits ?? '')?.[1]
  if (soft === undefined) return undefined
  return soft === 'unlimited' ? null : Number(soft)
}

function known(found: Found): KernelLimits {
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch {
    // Not Linux, not our machine, not ours to read, or gone.
    return null
  }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type CgroupPlace, findCgroup } from './cgroup-place.ts'
import { parseCgroupV1 } from './cgroup-v1.ts'
import { parseCgroupV2 } from './cgroup-v2.ts'
import { KernelFile } from './kernel-file.ts'
import type { Reading } from './reading.ts'

/** The kernel's own files of one container. */
export type KernelFiles = {
  readonly source: 'cgroup-v1' | 'cgroup-v2'
  /** Throws when the container's control group is gone. */
  read(): Reading
  /** Open files do not keep a control group from being removed, but they are to be given back. Twice is allowed. */
  close(): void
}

/**
 * `null` where they cannot be read from here. They are read synchronously: the kernel answers at once from memory, and a thread
 * pool would cost many times of what the reading does.
 */
export function openKernelFiles(containerId: string, pid: number): KernelFiles | null {
  const opened: KernelFile[] = []
  const close = () => {
    for (const file of opened.splice(0)) file.close()
  }
  try {
    const place = findCgroup(
      containerId,
      readFileSync(`/proc/${pid}/cgroup`, 'latin1'),
      readFileSync('/proc/self/mountinfo', 'latin1'),
    )
    if (place === null) return null
    const files = place.version === 1 ? version1(place, pid, opened) : version2(place, pid, opened)
    files.read()
    return { ...files, close }
  } catch {
    // No such process here, not Linux, or not ours to read: the engine is asked instead.
    close()
    return null
  }
}

type Reader = Pick<KernelFiles, 'source' | 'read'>

function version1({ folders }: CgroupPlace & { version: 1 }, pid: number, opened: KernelFile[]): Reader {
  const { cpuacct, cpu, memory, blkio, pids } = folders
  const needed = (folder: string | null, name: string) => open(join(folder ?? '', name), opened)
  const cpuUsage = needed(cpuacct, 'cpuacct.usage')
  const memoryUsage = needed(memory, 'memory.usage_in_bytes')
  const memoryStat = needed(memory, 'memory.stat')
  const cpuStat = optional(opened, cpu, 'cpu.stat')
  const memoryMost = optional(opened, memory, 'memory.max_usage_in_bytes')
  const oomControl = optional(opened, memory, 'memory.oom_control')
  const io = ['blkio.throttle.io_service_bytes_recursive', 'blkio.throttle.io_service_bytes']
  const ioServiceBytes = optional(opened, blkio, ...io)
  const pidsCurrent = optional(opened, pids, 'pids.current')
  const read = () =>
    parseCgroupV1({
      cpuUsage: cpuUsage.read(),
      cpuStat: cpuStat?.read() ?? null,
      memoryUsage: memoryUsage.read(),
      memoryMost: memoryMost?.read() ?? null,
      memoryStat: memoryStat.read(),
      oomControl: oomControl?.read() ?? null,
      ioServiceBytes: ioServiceBytes?.read() ?? null,
      pids: pidsCurrent?.read() ?? null,
      netDev: readNetDev(pid),
    })
  return { source: 'cgroup-v1', read }
}

function version2({ folder }: CgroupPlace & { version: 2 }, pid: number, opened: KernelFile[]): Reader {
  const needed = (name: string) => open(join(folder, name), opened)
  const cpuStat = needed('cpu.stat')
  const memoryCurrent = needed('memory.current')
  const memoryStat = needed('memory.stat')
  const memoryPeak = optional(opened, folder, 'memory.peak')
  const memoryEvents = optional(opened, folder, 'memory.events')
  const ioStat = optional(opened, folder, 'io.stat')
  const pidsCurrent = optional(opened, folder, 'pids.current')
  const pidsPeak = optional(opened, folder, 'pids.peak')
  const read = () =>
    parseCgroupV2({
      cpuStat: cpuStat.read(),
      memoryCurrent: memoryCurrent.read(),
      memoryPeak: memoryPeak?.read() ?? null,
      memoryStat: memoryStat.read(),
      memoryEvents: memoryEvents?.read() ?? null,
      ioStat: ioStat?.read() ?? null,
      pidsCurrent: pidsCurrent?.read() ?? null,
      pidsPeak: pidsPeak?.read() ?? null,
      netDev: readNetDev(pid),
    })
  return { source: 'cgroup-v2', read }
}

function open(path: string, opened: KernelFile[]): KernelFile {
  const file = new KernelFile(path)
  opened.push(file)
  return file
}

/** The first of these files that there is. */
function optional(opened: KernelFile[], folder: string | null, ...names: readonly string[]): KernelFile | null {
  if (folder === null) return null
  for (const name of names) {
    try {
      return open(join(folder, name), opened)
    } catch {
      // This kernel has no such file.
    }
  }
  return null
}

/** Opened anew each time: a file that is held open keeps the container's network from being taken down. */
function readNetDev(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/net/dev`, 'latin1')
  } catch {
    // The main process ends before its control group does.
    return null
  }
}

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findCgroup } from './cgroup-place.ts'
import { KernelFile } from './kernel-file.ts'
import { readKey, readNumber } from './keyed-text.ts'

/** CPU time of one container, in seconds, by the kernel's own counter. */
export type CpuFile = {
  /** Throws when the container's control group is gone. */
  read(): number
  close(): void
}

/** `null` where it cannot be read from here. Of a container that is not the target's nothing else is looked at: there can be many. */
export function openCpuFile(containerId: string, pid: number): CpuFile | null {
  try {
    const read = (path: string) => readFileSync(path, 'latin1')
    const place = findCgroup(containerId, read(`/proc/${pid}/cgroup`), read('/proc/self/mountinfo'))
    if (place === null) return null
    return place.version === 1
      ? counter(join(place.folders.cpuacct ?? '', 'cpuacct.usage'), (text) => (readNumber(text) ?? 0) / 1e9)
      : counter(join(place.folder, 'cpu.stat'), (text) => (readKey(text, 'usage_usec') ?? 0) / 1e6)
  } catch {
    // No such process here, not Linux, or not ours to read.
    return null
  }
}

function counter(path: string, seconds: (text: string) => number): CpuFile {
  const file = new KernelFile(path)
  return { read: () => seconds(file.read()), close: () => file.close() }
}

import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import type { EngineInfo } from '../engine/engine.ts'
import { KernelFile } from './kernel-file.ts'
import { readKey } from './keyed-text.ts'

/** CPU time of the whole machine since its boot, over all cores. */
export type HostCpu = { readonly cores: number; readonly busySeconds: number; readonly stolenSeconds: number }

/** The kernel shows times in hundredths of a second, whatever it counts in itself. */
const TICKS_PER_SECOND = 100

/**
 * Busy is user, nice, system, irq and softirq; waiting for a disk is idle, and time given to guests is in user already.
 * `null` where it is no such file. https://man7.org/linux/man-pages/man5/proc_stat.5.html
 */
export function parseProcStat(text: string): HostCpu | null {
  const total = /^cpu +([\d ]+)$/m.exec(text)?.[1]?.split(' ').map(Number)
  if (total === undefined) return null
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = total
  return {
    cores: [...text.matchAll(/^cpu\d/gm)].length,
    busySeconds: (user + nice + system + irq + softirq) / TICKS_PER_SECOND,
    stolenSeconds: steal / TICKS_PER_SECOND,
  }
}

/** `null` where there is no such file: not Linux. */
export function openProcStat(): KernelFile | null {
  try {
    return new KernelFile('/proc/stat')
  } catch {
    return null
  }
}

/**
 * Whether this kernel is the engine's, where no process of a container can be seen from here: in a job container `/proc/stat` is still
 * that of the one machine; beside Docker Desktop it is not. Kernel and memory to the byte are what both say of themselves.
 */
export function isEnginesMachine(info: Pick<EngineInfo, 'KernelVersion' | 'MemTotal'>): boolean {
  try {
    const kib = readKey(readFileSync('/proc/meminfo', 'latin1').replaceAll(/: +/g, ' '), 'MemTotal')
    return info.KernelVersion === release() && kib !== null && kib * 1024 === info.MemTotal
  } catch {
    // Not Linux.
    return false
  }
}
